with
  provisional as (
    select t.customer_id as account_id, t.customer_name as account_name
    from sell_through t
    where t.is_customer_provisional
    union all
    select t.customer_id as account_id, t.customer_name as account_name
    from opportunities t
    where t.is_customer_provisional
    union all
    select t.customer_id as account_id, t.customer_name as account_name
    from orders t
    where t.is_customer_provisional
    union all
    select t.customer_id as account_id, t.customer_name as account_name
    from contracts t
    where t.is_customer_provisional
  )
select
  cast(a.account_id as varchar) as account_id,
  cast(a.account_name as varchar) as account_name,
  cast(false as boolean) as is_provisional
from accounts a
union all
select
  cast(p.account_id as varchar) as account_id,
  cast(min(p.account_name) as varchar) as account_name,
  cast(true as boolean) as is_provisional
from provisional p
where p.account_id is not null
group by p.account_id
