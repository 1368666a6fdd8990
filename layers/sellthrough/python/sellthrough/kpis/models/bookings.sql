select
  cast(r.period as varchar) as period,
  cast(r.partner_id as varchar) as partner_id,
  cast(r.product_id as varchar) as product_id,
  cast(sum(r.booked_amount) as decimal(24,8)) as booked_amount,
  cast(sum(r.cancelled_amount) as decimal(24,8)) as cancelled_amount,
  cast(sum(r.bookings_amount) as decimal(24,8)) as bookings_amount,
  cast(r.reporting_currency as varchar) as reporting_currency
from kpi_rows r
group by r.period, r.partner_id, r.product_id, r.reporting_currency
