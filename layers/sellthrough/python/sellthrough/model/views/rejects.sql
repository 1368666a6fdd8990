select
  cast(a.submission_id as varchar) as submission_id,
  cast(a.run as integer) as run,
  cast(a.row_key as varchar) as row_key,
  cast(a.partner_id as varchar) as partner_id,
  cast(a.feed as varchar) as feed,
  cast(a.record_type as varchar) as record_type,
  cast(a.reporting_period as varchar) as reporting_period,
  cast(a.code as varchar) as code,
  cast(a.column_name as varchar) as column_name,
  cast(a.cell_value as varchar) as cell_value,
  cast(a.note as varchar) as note,
  cast(a.record_text as varchar) as record_text,
  cast(a.quantity_units as decimal(18,4)) as quantity_units,
  cast(a.net_amount as decimal(18,4)) as net_amount,
  cast(a.net_currency as varchar) as net_currency,
  cast(a.source_file as varchar) as source_file,
  cast(a.source_sheet as varchar) as source_sheet,
  cast(a.source_line as bigint) as source_line
from set_aside a
where a.home = 'reject'
