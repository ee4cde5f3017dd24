-- names are those that Customer Insights asks for
-- noqa: disable=CP02
select
    nickname as Value1,
    name as Value2
from {{ ref('nicknames') }}
