with
  snapshots as (
    select
      i.period,
      i.partner_id,
      i.product_id,
      i.on_hand_units,
      i.submission_id,
      i.row_key,
      i.source_file,
      i.source_sheet,
      i.source_line,
      rank() over (
        partition by i.period, i.partner_id, i.feed, coalesce(i.location_code, '')
        order by i.snapshot_date desc nulls last
      ) as recency
    from inventory i
    where i.period in ({periods})
  ),
  stock as (
    select
      s.period, s.partner_id, s.product_id,
      cast(substr(s.period, 1, 4) as integer) * 12 + cast(substr(s.period, 6, 2) as integer) as month_number
    from snapshots s
    where s.recency = 1
    group by s.period, s.partner_id, s.product_id
  ),
  sales as (
    select
      s.partner_id,
      s.product_id,
      s.quantity_units,
      s.submission_id,
      s.row_key,
      s.source_file,
      s.source_sheet,
      s.source_line,
      cast(substr(s.period, 1, 4) as integer) * 12 + cast(substr(s.period, 6, 2) as integer) as month_number
    from sell_through s
    where s.period in ({window_periods})
  )
select
  cast(s.period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.product_id as varchar) as product_id,
  cast(s.on_hand_units as decimal(18,4)) as on_hand_units,
  cast(0 as decimal(18,4)) as window_units,
  cast(s.submission_id as varchar) as submission_id,
  cast(s.row_key as varchar) as row_key,
  cast(s.source_file as varchar) as source_file,
  cast(s.source_sheet as varchar) as source_sheet,
  cast(s.source_line as bigint) as source_line
from snapshots s
where s.recency = 1
union all
select
  cast(k.period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.product_id as varchar) as product_id,
  cast(0 as decimal(18,4)) as on_hand_units,
  cast(s.quantity_units as decimal(18,4)) as window_units,
  cast(s.submission_id as varchar) as submission_id,
  cast(s.row_key as varchar) as row_key,
  cast(s.source_file as varchar) as source_file,
  cast(s.source_sheet as varchar) as source_sheet,
  cast(s.source_line as bigint) as source_line
from stock k
join sales s
  on s.partner_id = k.partner_id and s.product_id = k.product_id
  and s.month_number between k.month_number - {window_months} + 1 and k.month_number
