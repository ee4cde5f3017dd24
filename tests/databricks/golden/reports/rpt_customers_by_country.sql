-- first build, and next build

create or replace view `spark_catalog`.`reports`.`rpt_customers_by_country`
  (
    `country_code` comment 'Country, ISO 3166-1 alpha-2; NULL for the last two rows.',
	`country` comment 'The country code, other countries or no country.',
	`customers` comment 'How many customers live there.',
	`place` comment 'The order of the rows.'
  )
  comment 'The 15 countries with the most customers, one row for each; the other countries, also those with fewer customers than smallest_group, are one row, and customers without a country another.
'
  as (
    select * from the_query_of_rpt_customers_by_country
  );
