-- first build, and next build

create or replace table `spark_catalog`.`gold`.`accounts`
    using delta
      comment 'Companies that the company deals with. One row for each live account of Dynamics 365.'
      as
    select account_id, name, account_number, industry, customer_type, email, phone, website, street_address, city, region, postcode, country_code, employees, revenue, revenue_base, parent_account_id, primary_customer_id, customers, created_at, updated_at
    from (
        select * from the_query_of_accounts
    ) as model_subq;

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`account_id` IS 'The account, its Id in lower case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`name` IS 'Name of the company.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`account_number` IS 'Number of the company.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`industry` IS 'Industry.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`customer_type` IS 'What the company is to us.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`email` IS 'E-mail address of the company.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`phone` IS 'Phone number of the company in E.164 notation.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`website` IS 'Web site of the company.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`street_address` IS 'Street address as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`city` IS 'City in proper case.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`region` IS 'State, province or region as typed.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`postcode` IS 'Postcode in capitals, with its leading zeros.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`country_code` IS 'Country, ISO 3166-1 alpha-2; NULL when the text is none of the names in the seed country_names.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`employees` IS 'How many people work there.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`revenue` IS 'Yearly revenue of the company, in the currency of the record.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`revenue_base` IS 'Yearly revenue of the company, in the base currency.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`parent_account_id` IS 'The company that this one belongs to.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`primary_customer_id` IS 'The customer to ask for.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`customers` IS 'How many customers belong to it, by their contact records.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`created_at` IS 'When the account was created in Dynamics 365, UTC.';

COMMENT ON COLUMN `spark_catalog`.`gold`.`accounts`.`updated_at` IS 'When it was changed, UTC.';

alter table `spark_catalog`.`gold`.`accounts` change column `account_id` set not null;

alter table `spark_catalog`.`gold`.`accounts` change column `customers` set not null;

alter table `spark_catalog`.`gold`.`accounts` add constraint accounts_pk primary key(`account_id`) rely;
