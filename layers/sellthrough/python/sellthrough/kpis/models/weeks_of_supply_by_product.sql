with
  windows as (
    select
      r.period,
      r.partner_id,
      r.product_id,
      sum(r.on_hand_units) as on_hand_units,
      sum(r.window_units) as window_units
    from kpi_rows r
    group by r.period, r.partner_id, r.product_id
  )
select
  cast(w.period as varchar) as period,
  cast(w.partner_id as varchar) as partner_id,
  cast(w.product_id as varchar) as product_id,
  cast(w.on_hand_units as decimal(18,4)) as on_hand_units,
  cast({window_weeks} as integer) as window_weeks,
  cast(w.window_units as decimal(18,4)) as window_units,
  cast(
    case
      when w.window_units > 0
      then cast(w.on_hand_units * {window_weeks} as decimal(26,8)) / nullif(cast(w.window_units as decimal(22,4)), 0)
    end
    as decimal(18,6)
  ) as weeks_of_supply
from windows w
