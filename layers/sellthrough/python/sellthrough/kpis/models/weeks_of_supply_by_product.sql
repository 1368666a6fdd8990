with
  snapshots as (
    select
      i.period,
      i.partner_id,
      i.product_id,
      i.on_hand_units,
      rank() over (
        partition by i.period, i.partner_id, i.feed, coalesce(i.location_code, '')
        order by i.snapshot_date desc nulls last
      ) as recency
    from inventory i
    where i.period in ({periods})
  ),
  stock as (
    select
      s.period,
      s.partner_id,
      s.product_id,
      cast(substr(s.period, 1, 4) as integer) * 12 + cast(substr(s.period, 6, 2) as integer) as month_number,
      sum(s.on_hand_units) as on_hand_units
    from snapshots s
    where s.recency = 1
    group by s.period, s.partner_id, s.product_id
  ),
  sales as (
    select
      s.partner_id,
      s.product_id,
      cast(substr(s.period, 1, 4) as integer) * 12 + cast(substr(s.period, 6, 2) as integer) as month_number,
      sum(s.quantity_units) as quantity_units
    from sell_through s
    where s.period in ({window_periods})
    group by s.period, s.partner_id, s.product_id
  ),
  windows as (
    select
      k.period,
      k.partner_id,
      k.product_id,
      k.on_hand_units,
      coalesce(sum(s.quantity_units), 0) as window_units
    from stock k
    left join sales s
      on s.partner_id = k.partner_id
      and s.product_id = k.product_id
      and s.month_number between k.month_number - {window_months} + 1 and k.month_number
    group by k.period, k.partner_id, k.product_id, k.on_hand_units
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
