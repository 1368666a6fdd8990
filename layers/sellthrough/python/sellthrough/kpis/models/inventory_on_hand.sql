select
  cast(r.period as varchar) as period,
  cast(r.partner_id as varchar) as partner_id,
  cast(r.product_id as varchar) as product_id,
  cast(sum(r.on_hand_units) as decimal(18,4)) as on_hand_units,
  cast(sum(r.on_order_units) as decimal(18,4)) as on_order_units,
  cast(sum(r.in_transit_units) as decimal(18,4)) as in_transit_units
from kpi_rows r
group by r.period, r.partner_id, r.product_id
