with
  snapshots as (
    select
      i.period,
      i.partner_id,
      i.product_id,
      i.on_hand_units,
      i.on_order_units,
      i.in_transit_units,
      rank() over (
        partition by i.period, i.partner_id, i.feed, coalesce(i.location_code, '')
        order by i.snapshot_date desc nulls last
      ) as recency
    from inventory i
    where i.period in ({periods})
  )
select
  cast(s.period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.product_id as varchar) as product_id,
  cast(sum(s.on_hand_units) as decimal(18,4)) as on_hand_units,
  cast(sum(s.on_order_units) as decimal(18,4)) as on_order_units,
  cast(sum(s.in_transit_units) as decimal(18,4)) as in_transit_units
from snapshots s
where s.recency = 1
group by s.period, s.partner_id, s.product_id
