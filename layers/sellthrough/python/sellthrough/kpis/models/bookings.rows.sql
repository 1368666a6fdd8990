with
  reported as (
    select
      o.partner_id,
      o.product_id,
      o.booked_date,
      o.cancelled_date,
      o.order_status,
      o.reporting_amount,
      o.reporting_currency,
      o.submission_id,
      o.row_key,
      o.source_file,
      o.source_sheet,
      o.source_line,
      rank() over (
        partition by o.partner_id, o.order_number, coalesce(o.order_line, ''), o.product_id
        order by p.landing_order desc
      ) as recency
    from orders o
    join published_submissions p on p.submission_id = o.submission_id and p.run = o.run
  ),
  movements as (
    select
      date_format(r.booked_date, '%Y-%m') as period,
      r.partner_id,
      r.product_id,
      r.reporting_currency,
      r.submission_id,
      r.row_key,
      r.source_file,
      r.source_sheet,
      r.source_line,
      r.reporting_amount as booked_amount,
      cast(0 as decimal(24,8)) as cancelled_amount
    from reported r
    where r.recency = 1
    union all
    select
      date_format(coalesce(r.cancelled_date, r.booked_date), '%Y-%m') as period,
      r.partner_id,
      r.product_id,
      r.reporting_currency,
      r.submission_id,
      r.row_key,
      r.source_file,
      r.source_sheet,
      r.source_line,
      cast(0 as decimal(24,8)) as booked_amount,
      r.reporting_amount as cancelled_amount
    from reported r
    where r.recency = 1 and (r.order_status = 'cancelled' or r.cancelled_date is not null)
  )
select
  cast(m.period as varchar) as period,
  cast(m.partner_id as varchar) as partner_id,
  cast(m.product_id as varchar) as product_id,
  cast(m.reporting_currency as varchar) as reporting_currency,
  cast(m.booked_amount as decimal(24,8)) as booked_amount,
  cast(m.cancelled_amount as decimal(24,8)) as cancelled_amount,
  cast(m.booked_amount - m.cancelled_amount as decimal(24,8)) as bookings_amount,
  cast(m.submission_id as varchar) as submission_id,
  cast(m.row_key as varchar) as row_key,
  cast(m.source_file as varchar) as source_file,
  cast(m.source_sheet as varchar) as source_sheet,
  cast(m.source_line as bigint) as source_line
from movements m
where m.period in ({periods})
