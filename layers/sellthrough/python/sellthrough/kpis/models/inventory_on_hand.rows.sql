with
  snapshots as (
    select
      i.period,
      i.partner_id,
      i.product_id,
      i.on_hand_units,
      i.on_order_units,
      i.in_transit_units,
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
  )
select
  cast(s.period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.product_id as varchar) as product_id,
  cast(s.on_hand_units as decimal(18,4)) as on_hand_units,
  cast(s.on_order_units as decimal(18,4)) as on_order_units,
  cast(s.in_transit_units as decimal(18,4)) as in_transit_units,
  cast(s.submission_id as varchar) as submission_id,
  cast(s.row_key as varchar) as row_key,
  cast(s.source_file as varchar) as source_file,
  cast(s.source_sheet as varchar) as source_sheet,
  cast(s.source_line as bigint) as source_line
from snapshots s
where s.recency = 1
