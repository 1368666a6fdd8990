with
  periods as (
    select t.partner_id, 'sell_through' as record_type, max(t.period) as last_period
    from sell_through t
    group by t.partner_id
    union all
    select t.partner_id, 'inventory' as record_type, max(t.period) as last_period
    from inventory t
    group by t.partner_id
    union all
    select t.partner_id, 'sell_in' as record_type, max(t.period) as last_period
    from sell_in t
    group by t.partner_id
    union all
    select t.partner_id, 'opportunities' as record_type, max(t.period) as last_period
    from opportunities t
    group by t.partner_id
    union all
    select t.partner_id, 'orders' as record_type, max(t.period) as last_period
    from orders t
    group by t.partner_id
    union all
    select t.partner_id, 'contracts' as record_type, max(t.period) as last_period
    from contracts t
    group by t.partner_id
  ),
  reports as (
    select s.partner_id, s.record_type, max(s.landed_at) as last_landed_at, count(*) as submission_count
    from submissions s
    where s.submission_state = 'published'
    group by s.partner_id, s.record_type
  )
select
  cast(r.partner_id as varchar) as partner_id,
  cast(r.record_type as varchar) as record_type,
  cast(p.last_period as varchar) as last_period,
  cast(r.last_landed_at as timestamp(6)) as last_landed_at,
  cast(r.submission_count as bigint) as submission_count
from reports r
left join periods p on p.partner_id = r.partner_id and p.record_type = r.record_type
