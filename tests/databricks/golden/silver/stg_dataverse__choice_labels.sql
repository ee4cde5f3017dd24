-- first build, and next build

create or replace view `spark_catalog`.`silver`.`stg_dataverse__choice_labels`
  (
    `table_name` comment 'Table that the choice belongs to, in lower case.',
	`column_name` comment 'Choice column, in lower case.',
	`state_code` comment 'State that the status belongs to; NULL for other choices.',
	`code` comment 'Code, as text.',
	`label` comment 'Label that people see in Dynamics 365.',
	`language_code` comment 'Language of the label, a Windows language code; 1033 is English.',
	`known_from` comment 'First load whose rows get this label, UTC; for the first label of a code 1900-01-01, so that labels that arrive after their rows are found by a full refresh.
',
	`known_to` comment 'First load whose rows get the next label, UTC; 9999-12-31 when there is none yet.'
  )
  comment 'The labels of each code of each choice column, in the language that the variable label_language names, else in that of the user who set up the export, and the loads for which each holds. A label holds until a load brings another one; a code that the export no longer names keeps its last label, which older rows need.
'
  as (
    select * from the_query_of_stg_dataverse__choice_labels
  );
