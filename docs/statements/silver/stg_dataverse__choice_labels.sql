-- first build, and next build

create or replace view `spark_catalog`.`silver`.`stg_dataverse__choice_labels`
  (
    `table_name` comment 'Table that the choice belongs to, in lower case.',
	`column_name` comment 'Choice column, in lower case.',
	`state_code` comment 'State that the status belongs to; NULL for other choices.',
	`code` comment 'Code, as text.',
	`label` comment 'Label that people see in Dynamics 365.',
	`language_code` comment 'Language of the label, a Windows language code; 1033 is English.'
  )
  comment 'The label of each code of each choice column, in the language that the variable label_language names, else in that of the user who set up the export. One row for a table, column, state and code.
'
  as (
    select * from the_query_of_stg_dataverse__choice_labels
  );
