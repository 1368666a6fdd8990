with
  snapshots as (
    select
      o.partner_id,
      o.owner_name,
      o.manager_name,
      o.sales_region,
      o.product_id,
      o.opportunity_status,
      o.reporting_amount,
      o.submission_id,
      o.row_key,
      o.source_file,
      o.source_sheet,
      o.source_line,
      coalesce(date_format(o.close_date, '%Y-%m'), o.period) as closed_period,
      rank() over (partition by o.partner_id, o.feed order by o.snapshot_date desc nulls last) as recency
    from opportunities o
  )
select
  cast(s.closed_period as varchar) as period,
  cast(s.partner_id as varchar) as partner_id,
  cast(s.owner_name as varchar) as owner_name,
  cast(s.manager_name as varchar) as manager_name,
  cast(s.sales_region as varchar) as sales_region,
  cast(s.product_id as varchar) as product_id,
  cast(case when s.opportunity_status = 'won' then 1 else 0 end as bigint) as won_count,
  cast(case when s.opportunity_status = 'lost' then 1 else 0 end as bigint) as lost_count,
  cast(case when s.opportunity_status = 'won' then s.reporting_amount else 0 end as decimal(24,8)) as won_amount,
  cast(case when s.opportunity_status = 'lost' then s.reporting_amount else 0 end as decimal(24,8)) as lost_amount,
  cast(s.submission_id as varchar) as submission_id,
  cast(s.row_key as varchar) as row_key,
  cast(s.source_file as varchar) as source_file,
  cast(s.source_sheet as varchar) as source_sheet,
  cast(s.source_line as bigint) as source_line
from snapshots s
where s.recency = 1 and s.opportunity_status in ('won', 'lost') and s.closed_period in ({periods})
