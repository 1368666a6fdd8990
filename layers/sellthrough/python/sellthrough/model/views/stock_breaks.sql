with
  snapshots as (
    select
      i.partner_id, i.product_id, i.location_code, i.period, i.snapshot_date, i.opening_units, i.on_hand_units,
      i.submission_id, i.source_file, i.source_sheet, i.source_line,
      rank() over (
        partition by i.partner_id, i.product_id, coalesce(i.location_code, '') order by i.snapshot_date
      ) as place
    from inventory i
  )
select
  cast(s.partner_id as varchar) as partner_id,
  cast(s.product_id as varchar) as product_id,
  cast(s.location_code as varchar) as location_code,
  cast(s.period as varchar) as period,
  cast(s.snapshot_date as date) as snapshot_date,
  cast(b.snapshot_date as date) as previous_date,
  cast(b.on_hand_units as decimal(18,4)) as previous_units,
  cast(s.opening_units as decimal(18,4)) as opening_units,
  cast(s.opening_units - b.on_hand_units as decimal(18,4)) as difference_units,
  cast(s.submission_id as varchar) as submission_id,
  cast(s.source_file as varchar) as source_file,
  cast(s.source_sheet as varchar) as source_sheet,
  cast(s.source_line as bigint) as source_line
from snapshots s
join snapshots b
  on b.partner_id = s.partner_id
  and b.product_id = s.product_id
  and coalesce(b.location_code, '') = coalesce(s.location_code, '')
  and b.place = s.place - 1
where s.opening_units <> b.on_hand_units
