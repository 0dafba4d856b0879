-- The third joint review, worked out a second time.
--
-- DuckDB. Run it in the folder of an extract that has population.csv in it (see README.md). It ends
-- with one table: for each of the 64 printed statements its numerator, denominator, unknown, the
-- place where it is that of one place, and the values where it is a fact.
--
-- It is written from the definitions: the sentences of the measures, docs/concepts/figures.md and
-- docs/concepts/meaning.md. "2.3" in a comment is a clause of the latter. It asks nothing of
-- Sightline and shares no line with it, so that one can be held against the other.
--
-- Days are whole numbers since 1970-01-01, minutes are whole numbers since 1970-01-01T00:00Z.
--
-- Something is true, false, or null: nobody can tell, because it was not recorded. SQL's own AND, OR
-- and NOT are exactly the "all of", "one of" and "none of" of docs/concepts/figures.md.

-- What had been recorded by this minute counts. Without one, everything:
--   set variable known_at = 19460159;  -- 31 December 2006, 23:59
create or replace temp table known_until as
select coalesce(getvariable('known_at')::bigint, 9223372036854775807) as minute;

-- The figures, as the review printed them, and the days that each looks at, both included.
create or replace temp table figure as
with
printed(id, what) as (
    values
        ('fig-yot-inspections', 'count'),
        ('fig-om-inspections', 'count'),
        ('fig-case-files', 'count'),
        ('fig-review-year-gaps', 'values'),
        ('fig-lscb-deadline', 'share'),
        ('fig-jr-first-yots', 'count'),
        ('fig-alcohol-key-factor', 'share'),
        ('fig-drugs-key-factor', 'share'),
        ('fig-mh-need', 'share'),
        ('fig-mh-need-custody', 'share'),
        ('fig-selfharm-vuln-custody', 'share'),
        ('fig-dv-history-probation', 'share'),
        ('fig-dv-response-inadequate', 'share'),
        ('fig-dv-callout-ineffective', 'share'),
        ('fig-parents-custody', 'share'),
        ('fig-bullying-attribution', 'share'),
        ('fig-risk-to-self', 'share'),
        ('fig-risk-from-others', 'share'),
        ('fig-safeguarding-not-addressed', 'share'),
        ('fig-safeguarding-worst-area', 'highest'),
        ('fig-social-care-joint-work', 'share'),
        ('fig-accommodation-recs', 'share'),
        ('fig-accommodation-age', 'values'),
        ('fig-physical-health', 'share'),
        ('fig-physical-health-custody', 'share'),
        ('fig-no-health-worker', 'share'),
        ('fig-no-mh-worker', 'share'),
        ('fig-health-plan-custody', 'share'),
        ('fig-health-planning-poor', 'share'),
        ('fig-learning-difficulty', 'share'),
        ('fig-learning-difficulty-custody', 'share'),
        ('fig-literacy-help-girls', 'share'),
        ('fig-literacy-help-boys', 'share'),
        ('fig-bme-over-represented', 'share'),
        ('fig-race-audit', 'share'),
        ('fig-lac-custody', 'share'),
        ('fig-lac-ever-boys', 'share'),
        ('fig-lac-ever-girls', 'share'),
        ('fig-lac-service-inadequate', 'share'),
        ('fig-probation-victim-child-attention', 'share'),
        ('fig-psr-vulnerability-poor', 'share'),
        ('fig-probation-safeguarding-insufficient', 'share'),
        ('fig-cpr-community', 'share'),
        ('fig-cpr-custody', 'share'),
        ('fig-selfharm-community', 'share'),
        ('fig-risk-from-others-community', 'share'),
        ('fig-selfharm-custody', 'share'),
        ('fig-risk-from-others-custody', 'share'),
        ('fig-no-home-visit-yot', 'share'),
        ('fig-no-home-visit-probation', 'share'),
        ('fig-vuln-plan-missing', 'share'),
        ('fig-probation-victim-safety', 'share'),
        ('fig-action-taken-harm', 'share'),
        ('fig-action-not-taken-harm', 'share'),
        ('fig-action-taken-custody', 'share'),
        ('fig-felt-unsafe-community', 'share'),
        ('fig-yot-helped-safe-community', 'share'),
        ('fig-felt-unsafe-custody', 'share'),
        ('fig-yot-helped-safe-custody', 'share'),
        ('fig-om-manager-involvement', 'share'),
        ('fig-viewpoint-n', 'count'),
        ('fig-ex-d-age', 'values'),
        ('fig-ex-d-dto', 'values'),
        ('fig-ex-d-asbo', 'values')
),
-- The evidence year of the review, but for these.
other_days(id, first, last) as (
    values
        ('fig-review-year-gaps', date '2002-01-01', date '2008-12-31'),
        ('fig-lscb-deadline', date '2008-09-01', date '2008-09-30'),
        ('fig-jr-first-yots', date '2003-01-01', date '2006-03-31'),
        ('fig-bullying-attribution', date '2005-01-01', date '2007-03-31'),
        ('fig-felt-unsafe-community', date '2005-01-01', date '2007-03-31'),
        ('fig-yot-helped-safe-community', date '2005-01-01', date '2007-03-31'),
        ('fig-felt-unsafe-custody', date '2005-01-01', date '2007-03-31'),
        ('fig-yot-helped-safe-custody', date '2005-01-01', date '2007-03-31'),
        ('fig-viewpoint-n', date '2005-01-01', date '2007-03-31')
)
select
    row_number() over () as number,
    id,
    what,
    coalesce(first, date '2006-04-01') - date '1970-01-01' as first,
    coalesce(last, date '2007-03-31') - date '1970-01-01' as last
from printed left join other_days using (id);


-- 1. WORDS ------------------------------------------------------------------------------------

-- 1.7: certainly earlier. Two minutes are compared as minutes; otherwise days are.
create or replace temp macro is_before(day_a, minute_a, day_b, minute_b) as
    case
        when minute_a is not null and minute_b is not null then minute_a < minute_b
        else day_a < day_b
    end;

-- 2.1: whether a field was answered at all. "Declined" is an answer, and "no" is.
create or replace temp macro is_answered(said) as
    said is not null and said not in ('unknown', 'not-asked');
create or replace temp macro is_answered_list(said) as
    coalesce(len(list_filter(said, lambda one: one not in ('unknown', 'not-asked'))) > 0, false);

-- 2.1: whether a field says one of some words; null where it was not answered.
create or replace temp macro says(said, words) as
    case when list_contains(words, said) then true when is_answered(said) then false end;
create or replace temp macro lists(said, words) as
    case
        when coalesce(list_has_any(said, words), false) then true
        when is_answered_list(said) then false
    end;

-- "One of several": true if one is, else unknown if one is, else false.
create or replace temp macro one_of(truth) as
    case
        when coalesce(bool_or(truth), false) then true
        when count(*) filter (where truth is null) > 0 then null
        else false
    end;

-- The signs of a unit are a map from words to true or null. What is not in it is false.
create or replace temp macro shows(signs, word) as
    case
        when signs is null then false
        when list_contains(map_keys(signs), word) then signs[word]
        else false
    end;

create or replace temp macro as_date(day) as date '1970-01-01' + day::integer;

-- 2.5: years of age on a day. Who was born on 29 February turns a year older on 1 March.
create or replace temp macro years_of_age(born, day) as
    year(as_date(day)) - year(as_date(born))
    - case
        when (month(as_date(day)), day(as_date(day))) < (month(as_date(born)), day(as_date(born)))
            then 1
        else 0
    end;


-- 2. WHAT IS KNOWN ------------------------------------------------------------------------------

-- Every row of every kind. The first half has no rows: it names the columns that are read here, so
-- that a kind of which there is no record, and a field in no file, are simply empty.
create or replace temp table entry as
with columns_read as (
    select
        null::varchar as id, null::varchar as file, null::varchar as stands_on,
        null::integer as at_day, null::bigint as at_minute, null::bigint as recorded_at,
        null::integer as ended_day, null::bigint as ended_minute,
        null::varchar as about, null::varchar as version_of, null::varchar as withdraws,
        null::varchar as filename,
        null::varchar as "action-plan", null::varchar as answer, null::varchar[] as "at-risk",
        null::varchar as body, null::varchar as "case-sample", null::varchar as countersigned,
        null::varchar as duty, null::varchar as ethnicity, null::varchar as grade,
        null::varchar as healthcare, null::double as "length-months",
        null::varchar as "length-months!", null::double as oldest, null::varchar as "oldest!",
        null::varchar as profession, null::varchar as programme, null::varchar as question,
        null::varchar as result, null::varchar as "self-harm", null::varchar as service,
        null::varchar as setting, null::varchar[] as "shared-with", null::varchar as state,
        null::varchar as survey, null::varchar as theme, null::varchar as tool,
        null::varchar as type, null::varchar as valid, null::varchar as "visit-needed",
        null::varchar as vulnerability, null::varchar as "where", null::varchar as "with",
        null::double as youngest, null::varchar as "youngest!"
    where false
)
select
    id, file, stands_on, at_day as day, at_minute as minute, recorded_at, ended_day, ended_minute,
    about, version_of, withdraws, parse_filename(filename, true) as kind,
    "action-plan", answer, "at-risk", body, "case-sample", countersigned, duty, ethnicity, grade,
    healthcare, "length-months", "length-months!", oldest, "oldest!", profession, programme,
    question, result, "self-harm", service, setting, "shared-with", state, survey, theme, tool,
    type, valid, "visit-needed", vulnerability, "where", "with", youngest, "youngest!"
from (
    select * from columns_read
    union all by name
    select * from read_parquet('records/*.parquet', union_by_name = true, filename = true)
)
where parse_filename(filename, true) in (
    'assessment', 'case', 'contact', 'court-event', 'custody', 'exemption', 'file-read', 'identity',
    'inspection', 'judgement', 'looked-after', 'membership', 'need', 'order', 'plan', 'post',
    'recommendation', 'report', 'service', 'survey-answer', 'survey-response'
) or withdraws is not null;

-- 1.2: each version, and the first version of its chain, whose id the fact keeps.
create or replace temp table version as
with recursive chain(stands_on, id, recorded_at, fact, replaces) as (
    select stands_on, id, recorded_at, id, version_of from entry where withdraws is null
    union all
    select chain.stands_on, chain.id, chain.recorded_at, earlier.id, earlier.version_of
    from chain
    join entry as earlier
        on earlier.stands_on = chain.stands_on
        and earlier.id = chain.replaces
        and earlier.withdraws is null
)
select stands_on, id, recorded_at, fact
from chain
where not exists (
    from entry as earlier
    where earlier.stands_on = chain.stands_on
        and earlier.id = chain.replaces
        and earlier.withdraws is null
);

-- 1.1 to 1.3: a fact is its last version known. One that is withdrawn is none.
create or replace temp table fact as
with
withdrawn as (
    select distinct version.stands_on, version.fact
    from entry as withdrawal
    join version
        on version.stands_on = withdrawal.stands_on and version.id = withdrawal.withdraws
    where withdrawal.recorded_at <= (from known_until)
),
begun as (
    select stands_on, fact
    from version
    where id = fact and recorded_at <= (from known_until)
),
last_known as (
    select stands_on, fact, arg_max(id, (recorded_at, id)) as id
    from version
    where recorded_at <= (from known_until)
    group by stands_on, fact
)
select
    entry.* exclude (id, about, version_of, withdraws),
    last_known.fact as id,
    -- What it is about, told by the fact's id where any version of it was named.
    coalesce(meant.fact, entry.about) as about
from last_known
join begun using (stands_on, fact)
anti join withdrawn using (stands_on, fact)
join entry
    on entry.stands_on = last_known.stands_on
    and entry.id = last_known.id
    and entry.withdraws is null
left join version as meant
    on meant.stands_on = entry.stands_on
    and meant.id = entry.about
    and meant.recorded_at <= (from known_until);

create or replace temp table subject as
with columns_read as (
    select
        null::varchar as id, null::varchar as type, null::integer as born, null::varchar as place,
        null::varchar as "attributes.sex", null::varchar as "attributes.example"
    where false
)
select id, type, born, place, "attributes.sex" as sex, "attributes.example" as example
from (select * from columns_read union all by name select * from 'subjects.parquet');

-- 7.3: the days without a gap in which a kind of record reached us from a place.
create or replace temp table watched as
with
sorted as (
    select
        place, kind, first, last,
        max(last) over (
            partition by place, kind order by first, last
            rows between unbounded preceding and 1 preceding
        ) as seen_to
    from 'watched.parquet'
    where first <= last
),
numbered as (
    select
        place, kind, first, last,
        count(*) filter (where seen_to is null or first > seen_to + 1) over (
            partition by place, kind order by first, last
        ) as stretch
    from sorted
)
select place, kind, min(first) as first, max(last) as last
from numbered
group by place, kind, stretch;


-- 3. UNITS ------------------------------------------------------------------------------------

-- A unit is a fact on the file on which it was filed, read at its own moment.
create or replace temp table unit as
select fact.*, subject.type as subject_type, subject.born, subject.sex, subject.example,
    coalesce(nullif(subject.place, ''), 'not recorded') as place
from fact
join subject on subject.id = fact.stands_on
where fact.file = fact.stands_on and fact.day is not null;


-- 4. WHAT RUNS AT A MOMENT --------------------------------------------------------------------

-- 2.4: what lasts from a start to an end covers both its first and its last day.
create or replace temp table covering as
select unit.stands_on, unit.id as unit, span.*  exclude (stands_on)
from unit
join fact as span using (stands_on)
where unit.kind in ('file-read', 'judgement', 'inspection')
    and span.kind in ('custody', 'looked-after', 'plan', 'post')
    and span.day is not null
    and not is_before(unit.day, unit.minute, span.day, span.minute)
    and (
        span.ended_day is null
        or not is_before(span.ended_day, span.ended_minute, unit.day, unit.minute)
    );

-- What a record says that stands until the next: words, whether it says so, whether it answers what
-- is asked at all, and what it is said of (a need of one type says nothing of another).
create or replace temp table said_until_next as
select stands_on, kind, id, day, recorded_at, of, word, truth, answers
from (
    select
        *, null as of, 'at risk from themselves' as word,
        lists("at-risk", ['self']) as truth, is_answered_list("at-risk") as answers
    from fact where kind = 'assessment'
    union all by name
    select
        *, null as of, 'at risk from others' as word,
        lists("at-risk", ['others']) as truth, is_answered_list("at-risk") as answers
    from fact where kind = 'assessment'
    union all by name
    select
        *, null as of, 'at risk of self-harm' as word,
        says("self-harm", ['medium', 'high']) as truth, is_answered("self-harm") as answers
    from fact where kind = 'assessment'
    union all by name
    select
        fact.*, fact.type as of, asked.need || ' need' as word,
        says(fact.type, [asked.need]) and says(fact.state, ['open']) as truth,
        is_answered(fact.type) and is_answered(fact.state) as answers
    from fact
    cross join (
        values ('mental-health'), ('self-harm'), ('physical-health'), ('learning-difficulty')
    ) as asked(need)
    where fact.kind = 'need'
    union all by name
    select
        -- A child who would rather not say answers, and is of no group (clause 2.1).
        *, null as of, 'ethnicity told' as word,
        says(ethnicity, [
            'white-british', 'white-irish', 'traveller-of-irish-heritage', 'gypsy-roma',
            'white-other', 'white-and-black-caribbean', 'white-and-black-african',
            'white-and-asian', 'mixed-other', 'indian', 'pakistani', 'bangladeshi', 'asian-other',
            'black-caribbean', 'black-african', 'black-other', 'chinese', 'other'
        ]) as truth,
        is_answered(ethnicity) as answers
    from fact where kind = 'identity'
    union all by name
    select
        *, null as of, 'of a minority ethnic group' as word,
        says(ethnicity, [
            'white-and-black-caribbean', 'white-and-black-african', 'white-and-asian',
            'mixed-other', 'indian', 'pakistani', 'bangladeshi', 'asian-other', 'black-caribbean',
            'black-african', 'black-other', 'chinese', 'other'
        ]) as truth,
        is_answered(ethnicity) as answers
    from fact where kind = 'identity'
)
where day is not null;

-- 2.3: the day of the next that answers; of two on one day the one entered later stands.
create or replace temp table standing as
with
followed as (
    select
        *,
        min(case when answers then day end) over (
            partition by stands_on, word, of order by day, recorded_at, id
            rows between 1 following and unbounded following
        ) as next_day
    from said_until_next
),
-- An assessment is over with the last of the cases that were open on its day, once all have ended.
case_over as (
    select
        assessment.stands_on, assessment.id, max(span.ended_day) as day
    from fact as assessment
    join fact as span
        on span.stands_on = assessment.stands_on
        and span.kind = 'case'
        and span.day <= assessment.day
        and (span.ended_day is null or span.ended_day >= assessment.day)
    where assessment.kind = 'assessment'
    group by assessment.stands_on, assessment.id
    having count(*) = count(span.ended_day)
)
select
    followed.*,
    case_over.day as case_over
from followed
left join case_over
    on case_over.stands_on = followed.stands_on
    and case_over.id = followed.id
    and followed.kind = 'assessment'
where followed.next_day is null or followed.next_day > followed.day;

-- What stands at a unit's moment. What does not answer leaves standing what was answered before it,
-- and makes it unknown where nothing was.
create or replace temp table stood as
select
    unit.stands_on, unit.id as unit, standing.word,
    case when bool_or(standing.answers) then bool_or(standing.truth and standing.answers) end
        as truth
from unit
join standing using (stands_on)
where unit.kind in ('file-read', 'case')
    and standing.day <= unit.day
    and (standing.next_day is null or standing.next_day > unit.day)
    and (standing.case_over is null or standing.case_over >= unit.day)
    and (standing.answers or standing.truth is null)
group by unit.stands_on, unit.id, standing.word, standing.of;

-- What had begun by a unit's moment.
create or replace temp table had as
select unit.stands_on, unit.id as unit, earlier.* exclude (stands_on)
from unit
join fact as earlier using (stands_on)
where unit.kind in ('file-read', 'judgement')
    and earlier.kind in ('assessment', 'looked-after', 'need')
    and earlier.day is not null
    and not is_before(unit.day, unit.minute, earlier.day, earlier.minute);


-- 5. WHAT WAS OWED ------------------------------------------------------------------------------

-- 4.1: the working days of the years that matter here, counted. Bank holidays of England:
-- https://www.gov.uk/bank-holidays (Open Government Licence v3.0), and for years no longer listed
-- there the Banking and Financial Dealings Act 1971 and the proclamations under it.
create or replace temp table working_day as
with bank_holiday(day) as (
    values
        (date '2003-01-01'), (date '2003-04-18'), (date '2003-04-21'), (date '2003-05-05'),
        (date '2003-05-26'), (date '2003-08-25'), (date '2003-12-25'), (date '2003-12-26'),
        (date '2004-01-01'), (date '2004-04-09'), (date '2004-04-12'), (date '2004-05-03'),
        (date '2004-05-31'), (date '2004-08-30'), (date '2004-12-27'), (date '2004-12-28'),
        (date '2005-01-03'), (date '2005-03-25'), (date '2005-03-28'), (date '2005-05-02'),
        (date '2005-05-30'), (date '2005-08-29'), (date '2005-12-26'), (date '2005-12-27'),
        (date '2006-01-02'), (date '2006-04-14'), (date '2006-04-17'), (date '2006-05-01'),
        (date '2006-05-29'), (date '2006-08-28'), (date '2006-12-25'), (date '2006-12-26'),
        (date '2007-01-01'), (date '2007-04-06'), (date '2007-04-09'), (date '2007-05-07'),
        (date '2007-05-28'), (date '2007-08-27'), (date '2007-12-25'), (date '2007-12-26'),
        (date '2008-01-01'), (date '2008-03-21'), (date '2008-03-24'), (date '2008-05-05'),
        (date '2008-05-26'), (date '2008-08-25'), (date '2008-12-25'), (date '2008-12-26')
)
select each_day as date, row_number() over (order by each_day) as number
from (select unnest(generate_series(date '2003-01-01', date '2008-12-31', interval 1 day))::date)
    as every(each_day)
where isodow(each_day) <= 5 and each_day not in (select day from bank_holiday);

-- The day that lies so many working days after each day.
create or replace temp table working_days_after as
with each_day as (
    select
        day::date as date,
        (select count(*) from working_day where working_day.date <= day::date) as passed
    from (select unnest(generate_series(date '2003-01-01', date '2008-10-31', interval 1 day)))
        as every(day)
)
select
    each_day.date - date '1970-01-01' as day,
    asked.many,
    working_day.date - date '1970-01-01' as due
from each_day
cross join (values (10), (15)) as asked(many)
join working_day on working_day.number = each_day.passed + asked.many;

-- The facts that open one of the duties that a file can show, or may. Of the rules of each duty only
-- those in force before the end of the evidence year are written here.
--
--   home-visit-yot (child): the assessment of the youth justice service says that a visit is needed;
--     within 15 working days, from 2004-01-01.
--   home-visit-probation (adult): the assessment of probation says so; 15 working days, 2005-03-04.
--   vuln-plan-create (child): the assessment finds high or very high vulnerability; 15 working days,
--     from 2004-01-01.
--   health-plan (child): the child came into custody; 10 working days, from 2004-01-01.
create or replace temp table trigger as
with
opening as (
    select 'home-visit-yot' as duty, 'child' as owed_to, date '2004-01-01' as in_force, 15 as many,
        says(tool, ['asset', 'assetplus']) and says("visit-needed", ['yes']) as truth,
        * exclude (duty)
    from fact where kind = 'assessment'
    union all by name
    select 'home-visit-probation' as duty, 'adult' as owed_to, date '2005-03-04' as in_force,
        15 as many, says(tool, ['oasys']) and says("visit-needed", ['yes']) as truth,
        * exclude (duty)
    from fact where kind = 'assessment'
    union all by name
    select 'vuln-plan-create' as duty, 'child' as owed_to, date '2004-01-01' as in_force, 15 as many,
        says(tool, ['asset', 'assetplus']) and says(vulnerability, ['high', 'very-high']) as truth,
        * exclude (duty)
    from fact where kind = 'assessment'
    union all by name
    select 'health-plan' as duty, 'child' as owed_to, date '2004-01-01' as in_force, 10 as many,
        true as truth,
        * exclude (duty)
    from fact where kind = 'custody'
),
-- 3.4: of two on one day about the same thing the first counts.
of_one_day as (
    select
        opening.*,
        row_number() over (
            partition by duty, stands_on, day, about, truth order by minute nulls first, id
        ) as of_the_day
    from opening
    where day is not null and as_date(day) >= in_force and truth is distinct from false
)
select
    of_one_day.duty, of_one_day.stands_on, of_one_day.id, of_one_day.day, of_one_day.minute,
    of_one_day.truth, of_one_day.ended_day, working_days_after.due, subject.place
from of_one_day
join subject on subject.id = of_one_day.stands_on and subject.type = of_one_day.owed_to
left join working_days_after
    on working_days_after.day = of_one_day.day and working_days_after.many = of_one_day.many
where of_the_day = 1 or about is null or truth is null;

-- The facts that answer a duty, in time or late, by the day of a reading. 5.1: the earliest at or after
-- the trigger. 5.2: of a plan that is to be in force, the first day on which it runs.
create or replace temp table answer as
-- A visit at home that took place; for a child, one in which the child or a parent was seen.
select
    trigger.duty, trigger.stands_on, trigger.id as trigger, contact.day as answered_on,
    contact.day as known_on
from trigger
join fact as contact
    on contact.stands_on = trigger.stands_on
    and contact.kind = 'contact'
    and contact.day is not null
    and says(contact."where", ['home'])
    and says(contact.result, ['kept'])
    and not is_before(contact.day, contact.minute, trigger.day, trigger.minute)
where trigger.duty = 'home-visit-probation'
    or (trigger.duty = 'home-visit-yot' and says(contact."with", ['child', 'parent']))
union all
-- A plan for vulnerability that runs already, or begins.
select
    trigger.duty, trigger.stands_on, trigger.id,
    greatest(plan.day, trigger.day), plan.day
from trigger
join fact as plan
    on plan.stands_on = trigger.stands_on
    and plan.kind = 'plan'
    and plan.day is not null
    and says(plan.type, ['vulnerability', 'safety-and-wellbeing'])
    and (
        plan.ended_day is null
        or not is_before(plan.ended_day, plan.ended_minute, trigger.day, trigger.minute)
    )
where trigger.duty = 'vuln-plan-create'
union all
-- A health plan shared with the youth justice service, made in custody after coming in or in the three
-- months before.
select trigger.duty, trigger.stands_on, trigger.id, plan.day, plan.day
from trigger
join fact as plan
    on plan.stands_on = trigger.stands_on
    and plan.kind = 'plan'
    and plan.day is not null
    and says(plan.type, ['health'])
    and lists(plan."shared-with", ['youth-justice'])
    and (
        not is_before(plan.day, plan.minute, trigger.day, trigger.minute)
        or as_date(plan.day) >= as_date(trigger.day) - interval 3 months
    )
where trigger.duty = 'health-plan'
    and exists (
        from fact as stay
        where stay.stands_on = plan.stands_on
            and stay.kind = 'custody'
            and stay.day is not null
            and not is_before(plan.day, plan.minute, stay.day, stay.minute)
            and (
                stay.ended_day is null
                or not is_before(stay.ended_day, stay.ended_minute, plan.day, plan.minute)
            )
    );

-- 7.1: what ends a duty before it is due, at or after its trigger.
create or replace temp table lapse as
-- A visit at home: the person comes into custody.
select trigger.duty, trigger.stands_on, trigger.id as trigger, custody.day as lapsed_on
from trigger
join fact as custody
    on custody.stands_on = trigger.stands_on
    and custody.kind = 'custody'
    and custody.day is not null
    and not is_before(custody.day, custody.minute, trigger.day, trigger.minute)
where trigger.duty in ('home-visit-yot', 'home-visit-probation')
union all
-- A visit at home, and a plan for vulnerability: the case ends.
select trigger.duty, trigger.stands_on, trigger.id, span.ended_day
from trigger
join fact as span
    on span.stands_on = trigger.stands_on
    and span.kind = 'case'
    and span.day is not null
    and span.ended_day is not null
    and says(span.service, [
        case trigger.duty when 'home-visit-probation' then 'probation' else 'youth-justice' end
    ])
    and not is_before(span.ended_day, span.ended_minute, trigger.day, trigger.minute)
where trigger.duty in ('home-visit-yot', 'home-visit-probation', 'vuln-plan-create')
union all
-- A plan for vulnerability: a manager agrees that the level went down.
select trigger.duty, trigger.stands_on, trigger.id, lower.day
from trigger
join fact as lower
    on lower.stands_on = trigger.stands_on
    and lower.kind = 'assessment'
    and lower.day is not null
    and says(lower.vulnerability, ['low', 'medium'])
    and says(lower.countersigned, ['yes'])
    and lower.id <> trigger.id
    and not is_before(lower.day, lower.minute, trigger.day, trigger.minute)
where trigger.duty = 'vuln-plan-create'
union all
-- A health plan: the stay ends.
select duty, stands_on, id, ended_day from trigger
where duty = 'health-plan' and ended_day is not null;

-- 7.2: decided not to ask for it, on or before the day on which it was due.
create or replace temp table excuse as
select trigger.duty, trigger.stands_on, trigger.id as trigger, exemption.day as decided_on,
    exemption.ended_day
from trigger
join fact as exemption
    on exemption.stands_on = trigger.stands_on
    and exemption.kind = 'exemption'
    and exemption.day is not null
    and exemption.about = trigger.id
    and exemption.duty = trigger.duty
    and exemption.day <= trigger.due;

-- 7.4: how each obligation stood at the end of the day on which the file was read.
create or replace temp table obligation as
with
asked as (
    select
        unit.stands_on, unit.id as unit, unit.day as read_on, trigger.duty, trigger.id as trigger,
        trigger.day as opened, trigger.due, trigger.place,
        case when trigger.duty in ('home-visit-yot', 'home-visit-probation') then 'contact'
            else 'plan' end as answered_by
    from unit
    join trigger using (stands_on)
    where unit.kind = 'file-read' and trigger.day <= unit.day and trigger.truth
),
known as (
    select
        asked.*,
        (
            select min(answered_on) from answer
            where answer.duty = asked.duty and answer.stands_on = asked.stands_on
                and answer.trigger = asked.trigger and answer.known_on <= asked.read_on
        ) as answered,
        (
            select min(lapsed_on) from lapse
            where lapse.duty = asked.duty and lapse.stands_on = asked.stands_on
                and lapse.trigger = asked.trigger and lapse.lapsed_on <= asked.read_on
        ) as lapsed,
        exists (
            from excuse
            where excuse.duty = asked.duty and excuse.stands_on = asked.stands_on
                and excuse.trigger = asked.trigger and excuse.decided_on <= asked.read_on
                and (
                    excuse.ended_day is null
                    or excuse.ended_day > asked.read_on
                    or excuse.ended_day >= asked.due
                )
        ) as excused,
        exists (
            from watched
            where watched.place = asked.place and watched.kind = asked.answered_by
                and watched.first <= asked.opened
                and watched.last >= least(asked.due, asked.read_on)
        ) as seen
    from asked
)
select
    *,
    case
        when answered <= due and (lapsed is null or lapsed > due or answered <= lapsed) then 'met'
        when excused then 'excused'
        when lapsed <= due then 'lapsed'
        when not seen then 'not watched'
        when answered > due then 'late'
        when read_on > due then 'overdue'
        else 'open'
    end as state
from known;

-- race-audit (agency): while there is a youth justice service, an audit with a plan of action in each
-- financial year, from 2006-04-01 to 2011-04-01. 6.5: the service had begun by the first day of the
-- year, and has no end on or before its last day. Nobody inspected before 2007-04-01 can be asked for
-- another year than 2006/07.
create or replace temp table audit as
with
year as (select date '2006-04-01' - date '1970-01-01' as first,
                date '2007-03-31' - date '1970-01-01' as last),
asked as (
    select unit.stands_on, unit.id as unit, unit.day as inspected_on, span.id as span, year.*,
        subject.place
    from unit
    join subject on subject.id = unit.stands_on and subject.type = 'agency'
    join fact as span
        on span.stands_on = unit.stands_on
        and span.kind = 'service'
        and says(span.type, ['youth-justice'])
    cross join year
    where unit.kind = 'inspection'
        and unit.day between year.first and year.last
        and span.day <= year.first
        and (
            span.ended_day is null or span.ended_day > unit.day or span.ended_day > year.last
        )
),
known as (
    select
        asked.*,
        exists (
            from fact as report
            where report.stands_on = asked.stands_on
                and report.kind = 'report'
                and says(report.type, ['race-audit'])
                and says(report."action-plan", ['yes'])
                and report.day between asked.first and asked.inspected_on
        ) as done,
        exists (
            from fact as exemption
            where exemption.stands_on = asked.stands_on
                and exemption.kind = 'exemption'
                and exemption.duty = 'race-audit'
                and exemption.about = asked.span
                and exemption.day <= asked.inspected_on
                and (
                    exemption.ended_day > asked.inspected_on
                    or exemption.ended_day >= asked.last
                    or (exemption.ended_day is null and exemption.day >= asked.first)
                )
        ) as excused,
        exists (
            from watched
            where watched.place = asked.place and watched.kind = 'report'
                and watched.first <= asked.first and watched.last >= asked.inspected_on
        ) as seen
    from asked
)
select
    *,
    case when done then 'met' when excused then 'excused' when not seen then 'not watched'
        else 'open' end as state
from known;


-- 6. THE SIGNS OF A UNIT ------------------------------------------------------------------------

create or replace temp table signed as
with
every_sign as (
    select stands_on, unit, 'in custody' as word, true as truth from covering
    where kind = 'custody'
    union all
    select stands_on, unit, 'looked after', true from covering where kind = 'looked-after'
    union all
    select stands_on, unit, 'child protection plan', says(type, ['child-protection']) from covering
    where kind = 'plan'
    union all
    select stands_on, unit, 'health worker', says(profession, ['health']) from covering
    where kind = 'post'
    union all
    select stands_on, unit, 'mental health worker', says(profession, ['mental-health']) from covering
    where kind = 'post'
    union all
    select stands_on, unit, word, truth from stood
    union all
    select stands_on, unit, 'had looked after', true from had where kind = 'looked-after'
    union all
    select stands_on, unit, 'had at risk from others', lists("at-risk", ['others']) from had
    where kind = 'assessment'
    union all
    select stands_on, unit, 'had violence towards a partner', says(type, ['partner-violence'])
    from had where kind = 'need'
    union all
    -- A recommendation about this inspection, whenever it was made.
    select unit.stands_on, unit.id, 'accommodation recommended', says(advice.theme, ['accommodation'])
    from unit
    join fact as advice
        on advice.stands_on = unit.stands_on
        and advice.kind = 'recommendation'
        and advice.about = unit.id
    where unit.kind = 'inspection'
    union all
    -- Owed and due, or done, by then; and done by then, in time or late.
    select stands_on, unit, 'owed ' || duty, true from obligation
    where state in ('met', 'late', 'overdue')
    union all
    select stands_on, unit, 'done ' || duty, true from obligation where state in ('met', 'late')
    union all
    -- 3.2: nobody can tell whether this opened anything.
    select unit.stands_on, unit.id, unnest(['owed ' || trigger.duty, 'done ' || trigger.duty]), null
    from unit
    join trigger using (stands_on)
    where unit.kind = 'file-read' and trigger.day <= unit.day and trigger.truth is null
    union all
    select stands_on, unit, 'owed race-audit', true from audit
    where state in ('met', 'open')
    union all
    select stands_on, unit, 'done race-audit', true from audit where state = 'met'
    union all
    select unit.stands_on, unit.id, unnest(['owed race-audit', 'done race-audit']), null
    from unit
    join fact as span using (stands_on)
    where unit.kind = 'inspection' and unit.subject_type = 'agency'
        and span.kind = 'service' and says(span.type, ['youth-justice']) is null
        and as_date(span.day) >= date '2006-04-01' and span.day <= unit.day
),
shown as (
    select stands_on, unit, word, one_of(truth) as truth
    from every_sign
    group by stands_on, unit, word
)
select stands_on, unit, map_from_entries(list((word, truth))) as signs
from shown
where truth is distinct from false
group by stands_on, unit;

create or replace temp table unit_shown as
select unit.*, signed.signs
from unit
left join signed on signed.stands_on = unit.stands_on and signed.unit = unit.id;


-- 7. THE FIGURES ------------------------------------------------------------------------------

-- Of each figure the units that belong to it (or may: null), and whether each shows what is counted.
create or replace temp table counted as
with
youth_file as (
    select *, says(programme, ['youth-offending-team']) as belongs,
        shows(signs, 'in custody') as inside
    from unit_shown where kind = 'file-read'
),
probation_file as (
    select *, says(programme, ['offender-management']) as belongs
    from unit_shown where kind = 'file-read'
),
youth_inspection as (
    select *, says(programme, ['youth-offending-team']) as belongs
    from unit_shown where kind = 'inspection'
),
judgement as (
    select *, shows(signs, 'in custody') as inside, says(answer, ['yes', 'no']) as answered
    from unit_shown where kind = 'judgement'
),
survey_answer as (
    select *, says(answer, ['yes', 'no']) as answered,
        says(survey, ['supervised-children']) as supervised,
        says(survey, ['detained-children']) as detained
    from unit_shown where kind = 'survey-answer'
),
found as (
    -- Children at inspection: what was so on the day on which the file was read.
    select 'fig-mh-need' as id, day, place, belongs, shows(signs, 'mental-health need') as shown
    from youth_file
    union all
    select 'fig-mh-need-custody', day, place, belongs and inside,
        shows(signs, 'mental-health need') from youth_file
    union all
    select 'fig-selfharm-vuln-custody', day, place, belongs and inside,
        shows(signs, 'self-harm need') from youth_file
    union all
    select 'fig-physical-health', day, place, belongs,
        shows(signs, 'physical-health need') from youth_file
    union all
    select 'fig-physical-health-custody', day, place, belongs and inside,
        shows(signs, 'physical-health need') from youth_file
    union all
    select 'fig-learning-difficulty', day, place, belongs,
        shows(signs, 'learning-difficulty need') from youth_file
    union all
    select 'fig-learning-difficulty-custody', day, place, belongs and inside,
        shows(signs, 'learning-difficulty need') from youth_file
    union all
    select 'fig-risk-to-self', day, place, belongs,
        shows(signs, 'at risk from themselves') from youth_file
    union all
    select 'fig-risk-from-others', day, place, belongs,
        shows(signs, 'at risk from others') from youth_file
    union all
    select 'fig-selfharm-community', day, place, belongs and not inside,
        shows(signs, 'at risk of self-harm') from youth_file
    union all
    select 'fig-risk-from-others-community', day, place, belongs and not inside,
        shows(signs, 'had at risk from others') from youth_file
    union all
    select 'fig-cpr-community', day, place, belongs and not inside,
        shows(signs, 'child protection plan') from youth_file
    union all
    select 'fig-selfharm-custody', day, place, belongs and inside,
        shows(signs, 'at risk of self-harm') from youth_file
    union all
    select 'fig-risk-from-others-custody', day, place, belongs and inside,
        shows(signs, 'had at risk from others') from youth_file
    union all
    select 'fig-cpr-custody', day, place, belongs and inside,
        shows(signs, 'child protection plan') from youth_file
    union all
    select 'fig-lac-custody', day, place, belongs and inside,
        shows(signs, 'looked after') from youth_file
    union all
    select 'fig-dv-history-probation', day, place, belongs,
        shows(signs, 'had violence towards a partner') from probation_file
    union all

    -- What was owed by then, and whether it had been done.
    select 'fig-no-home-visit-yot', day, place, belongs and shows(signs, 'owed home-visit-yot'),
        not shows(signs, 'done home-visit-yot') from youth_file
    union all
    select 'fig-no-home-visit-probation', day, place,
        belongs and shows(signs, 'owed home-visit-probation'),
        not shows(signs, 'done home-visit-probation') from probation_file
    union all
    select 'fig-vuln-plan-missing', day, place, belongs and shows(signs, 'owed vuln-plan-create'),
        not shows(signs, 'done vuln-plan-create') from youth_file
    union all
    select 'fig-health-plan-custody', day, place,
        belongs and inside and shows(signs, 'owed health-plan'),
        shows(signs, 'done health-plan') from youth_file
    union all
    select 'fig-race-audit', day, place, belongs and shows(signs, 'owed race-audit'),
        shows(signs, 'done race-audit') from youth_inspection
    union all

    -- What inspectors judged. A question that does not apply to a file is in no denominator.
    select 'fig-alcohol-key-factor', day, place,
        says(question, ['alcohol-key-factor']) and answered, answer = 'yes' from judgement
    union all
    select 'fig-drugs-key-factor', day, place,
        says(question, ['drugs-key-factor']) and answered, answer = 'yes' from judgement
    union all
    select 'fig-dv-response-inadequate', day, place,
        says(question, ['partner-violence-response']) and answered
        and shows(signs, 'had violence towards a partner'), answer = 'no' from judgement
    union all
    select 'fig-dv-callout-ineffective', day, place,
        says(question, ['callout-communication']) and answered, answer = 'no' from judgement
    union all
    select unnest(['fig-safeguarding-not-addressed', 'fig-safeguarding-worst-area']), day, place,
        says(question, ['safeguarding-addressed']) and answered, answer = 'no' from judgement
    union all
    select 'fig-health-planning-poor', day, place,
        says(question, ['health-planning']) and answered and inside, answer = 'no' from judgement
    union all
    select 'fig-lac-service-inadequate', day, place,
        says(question, ['social-care-service']) and answered and inside
        and shows(signs, 'had looked after'), answer = 'no' from judgement
    union all
    select 'fig-probation-victim-child-attention', day, place,
        says(question, ['victim-and-child-safeguarding']) and answered, answer = 'no' from judgement
    union all
    select 'fig-psr-vulnerability-poor', day, place,
        says(question, ['report-vulnerability']) and answered, answer = 'no' from judgement
    union all
    select 'fig-probation-safeguarding-insufficient', day, place,
        says(question, ['probation-safeguarding-assessment']) and answered, answer = 'no'
    from judgement
    union all
    select 'fig-probation-victim-safety', day, place,
        says(question, ['victim-safety-in-risk-assessment']) and answered, answer = 'no'
    from judgement
    union all
    select 'fig-action-taken-harm', day, place,
        says(question, ['action-taken']) and answered, answer = 'yes' from judgement
    union all
    select 'fig-action-not-taken-harm', day, place,
        says(question, ['action-taken']) and answered, answer = 'no' from judgement
    union all
    select 'fig-action-taken-custody', day, place,
        says(question, ['action-taken-in-custody']) and answered and inside, answer = 'yes'
    from judgement
    union all
    select 'fig-om-manager-involvement', day, place,
        says(question, ['manager-involvement']) and answered, answer = 'yes' from judgement
    union all
    select 'fig-social-care-joint-work', day, place,
        says(question, ['social-care-joint-work']) and answered, answer = 'yes' from judgement
    union all

    -- The services that were inspected.
    select 'fig-yot-inspections', day, place, belongs and says("case-sample", ['yes']), true
    from youth_inspection
    union all
    select 'fig-om-inspections', day, place,
        says(programme, ['offender-management']) and says("case-sample", ['yes']), true
    from unit_shown where kind = 'inspection'
    union all
    select 'fig-jr-first-yots', day, place, belongs and says(healthcare, ['yes']), true
    from youth_inspection
    union all
    select 'fig-case-files', day, place,
        says(programme, ['youth-offending-team', 'offender-management']), true
    from unit_shown where kind = 'file-read'
    union all
    select 'fig-accommodation-recs', day, place, belongs, shows(signs, 'accommodation recommended')
    from youth_inspection
    union all
    select 'fig-no-health-worker', day, place, belongs, not shows(signs, 'health worker')
    from youth_inspection
    union all
    select 'fig-no-mh-worker', day, place, belongs, not shows(signs, 'mental health worker')
    from youth_inspection
    union all

    -- What children answered. A question that was skipped is in no denominator.
    select 'fig-viewpoint-n', day, place,
        says(survey, ['supervised-children']) and says(valid, ['yes'])
        and years_of_age(born, day) between 10 and 17, true
    from unit_shown where kind = 'survey-response'
    union all
    select
        case lived when 'community' then 'fig-felt-unsafe-community'
            else 'fig-felt-unsafe-custody' end, day, place,
        supervised and says(question, ['felt-unsafe']) and answered and says(setting, [lived]),
        answer = 'yes'
    from survey_answer cross join (values ('community'), ('custody')) as asked(lived)
    union all
    select
        case lived when 'community' then 'fig-yot-helped-safe-community'
            else 'fig-yot-helped-safe-custody' end, day, place,
        supervised and says(question, ['helped-to-be-safe']) and answered
        and says(setting, [lived]), answer = 'yes'
    from survey_answer cross join (values ('community'), ('custody')) as asked(lived)
    union all
    select 'fig-parents-custody', day, place,
        detained and says(question, ['has-child']) and answered, answer = 'yes'
    from survey_answer
    union all
    select
        case who when 'female' then 'fig-literacy-help-girls' else 'fig-literacy-help-boys' end,
        day, place,
        detained and says(question, ['needs-help-with-learning']) and answered
        and says(sex, [who]), answer = 'yes'
    from survey_answer cross join (values ('female'), ('male')) as asked(who)
    union all
    select
        case who when 'female' then 'fig-lac-ever-girls' else 'fig-lac-ever-boys' end,
        day, place,
        detained and says(question, ['ever-looked-after']) and answered and says(sex, [who]),
        answer = 'yes'
    from survey_answer cross join (values ('female'), ('male')) as asked(who)
    union all
    select 'fig-bullying-attribution', day, place,
        supervised and says(question, ['cause-of-difficulty'])
        and says(answer, ['bullied', 'found-hard', 'excluded', 'moved', 'other']),
        answer = 'bullied'
    from survey_answer
    union all

    -- Of the cases that began: those of children of minority ethnic groups, by place (below).
    select 'minority on caseload', day, place,
        says(service, ['youth-justice']) and shows(signs, 'ethnicity told'),
        shows(signs, 'of a minority ethnic group')
    from unit_shown where kind = 'case'
)
select * from found where belongs is distinct from false;

create or replace temp table tally as
select
    figure.id, figure.what, counted.place,
    count(*) filter (where belongs and shown) as numerator,
    count(*) filter (where belongs and shown is not null) as denominator,
    count(*) filter (where belongs is null or shown is null) as unknown
from (select * from figure union all
      select 0, 'minority on caseload', 'by place', first, last from figure
      where figure.id = 'fig-bme-over-represented') as figure
join counted on counted.id = figure.id and counted.day between figure.first and figure.last
group by figure.id, figure.what, counted.place;

-- Shares and counts of the whole.
create or replace temp table of_units as
select
    id, sum(numerator) as numerator,
    case when what <> 'count' then sum(denominator) end as denominator, sum(unknown) as unknown
from tally
where what in ('share', 'count')
group by id, what;

-- The place where it was worst.
create or replace temp table of_the_worst as
select id, numerator, denominator, unknown, place
from tally
where what = 'highest' and denominator > 0
order by numerator / denominator desc, place desc
limit 1;

-- Over-representation: the places in which children of minority ethnic groups are a greater part of
-- those supervised than of all from 10 to 17 years old who live there, in the year in which the period
-- begins. What the cells of the table do not add up to exactly is not known.
create or replace temp table of_places as
with
cell as (
    select
        area, ethnicity, count,
        regexp_extract(age, '^(\d+)', 1)::integer as first,
        case when age like '%+' then 120
            when age like '%-%' then regexp_extract(age, '-(\d+)$', 1)::integer
            else age::integer end as last,
        case when ethnicity = 'all' then [] else
            list_transform(string_split(ethnicity, '+'), lambda one: trim(one)) end as groups
    from read_csv('population.csv', header = true, all_varchar = true, delim = ',', quote = '"')
        as person(area, year, age, ethnicity, count)
    where year::integer = (
        select year(as_date(first)) from figure where id = 'fig-bme-over-represented'
    )
),
young as (select * from cell where first >= 10 and last <= 17),
minority(of) as (
    select [
        'white-and-black-caribbean', 'white-and-black-african', 'white-and-asian', 'mixed-other',
        'indian', 'pakistani', 'bangladeshi', 'asian-other', 'black-caribbean', 'black-african',
        'black-other', 'chinese', 'other'
    ]
),
everybody(of) as (
    select list_concat(of, [
        'white-british', 'white-irish', 'traveller-of-irish-heritage', 'gypsy-roma', 'white-other'
    ]) from minority
),
-- Each cell counts so many ages of so many groups; all eight ages of every group are needed.
living as (
    select
        area,
        sum(count::bigint) filter (where ethnicity <> 'all' and list_has_all(minority.of, groups))
            as of_minority,
        sum((last - first + 1) * len(groups))
            filter (where ethnicity <> 'all' and list_has_all(minority.of, groups))
            = 8 * max(len(minority.of)) as knows_some,
        sum(count::bigint) filter (where ethnicity = 'all') as all_at_once,
        sum(last - first + 1) filter (where ethnicity = 'all') = 8 as knows_at_once,
        sum(count::bigint) filter (where ethnicity <> 'all') as all_added,
        sum((last - first + 1) * len(groups)) filter (where ethnicity <> 'all')
            = 8 * max(len(everybody.of)) as knows_added
    from young cross join minority cross join everybody
    group by area
),
people as (
    select
        area as place,
        case when knows_some then of_minority end as of_minority,
        case when knows_at_once then all_at_once when knows_added then all_added end as everybody
    from living
),
compared as (
    select
        supervised.place,
        -- supervised.numerator / supervised.denominator > of_minority / everybody, in whole numbers
        case when people.everybody > 0 then
            supervised.numerator * people.everybody > people.of_minority * supervised.denominator end
            as is_over
    from tally as supervised
    left join people using (place)
    where supervised.id = 'minority on caseload' and supervised.denominator > 0
)
select
    'fig-bme-over-represented' as id,
    count(*) filter (where is_over) as numerator,
    count(is_over) as denominator,
    count(*) filter (where is_over is null) as unknown
from compared;

-- board-membership (board): while a body is listed, a senior member of that body, looked at on the last
-- day of each month, from 2006-04-01. 6.5, 6.6: the listing had begun by the first of the month and did
-- not end in it; a membership of the same body that covers the last day fills the seat.
create or replace temp table of_seats as
with
month as (select id, first, last from figure where id = 'fig-lscb-deadline'),
seat as (
    select month.*, listing.stands_on, listing.id as listing, listing.body, subject.place
    from month
    cross join fact as listing
    join subject on subject.id = listing.stands_on and subject.type = 'board'
    where listing.kind = 'service'
        and says(listing.type, ['listed-body'])
        and listing.day <= month.first
        and (listing.ended_day is null or listing.ended_day > month.last)
),
looked_at as (
    select
        seat.*,
        exists (
            from fact as member
            where member.stands_on = seat.stands_on
                and member.kind = 'membership'
                and says(member.grade, ['senior'])
                and is_answered(seat.body) and member.body = seat.body
                and member.day <= seat.last
                and (member.ended_day is null or member.ended_day >= seat.last)
        ) as filled,
        exists (
            from fact as exemption
            where exemption.stands_on = seat.stands_on
                and exemption.kind = 'exemption'
                and exemption.duty = 'board-membership'
                and exemption.about = seat.listing
                and exemption.day <= seat.last
                and (
                    exemption.ended_day >= seat.last
                    or (exemption.ended_day is null and exemption.day >= seat.first)
                )
        ) as excused,
        exists (
            from watched
            where watched.place = seat.place and watched.kind = 'membership'
                and watched.first <= seat.first and watched.last >= seat.last
        ) as seen
    from seat
)
select
    id,
    count(*) filter (where filled) as numerator,
    count(*) filter (where filled or (seen and not excused)) as denominator,
    -- 3.7: nobody can tell whether a body was listed. A month is judged on the day after it.
    (
        select count(*) from fact as listing
        join subject on subject.id = listing.stands_on and subject.type = 'board'
        where listing.kind = 'service' and says(listing.type, ['listed-body']) is null
            and as_date(listing.day) >= date '2006-04-01' and listing.day <= max(looked_at.last) + 1
    ) as unknown
from looked_at
group by id;

-- Facts: what the units say, each value once.
create or replace temp table of_values as
with
saying as (
    select 'fig-review-year-gaps' as id, day, says(type, ['joint-review']) as belongs,
        [strftime(as_date(day), '%Y-%m-%d')] as said
    from unit where kind = 'report'
    union all
    select 'fig-accommodation-age', day,
        says(theme, ['accommodation'])
        and (youngest is not null or coalesce(is_answered("youngest!"), false)),
        [coalesce("youngest!", youngest::bigint::varchar), coalesce("oldest!", oldest::bigint::varchar)]
    from unit where kind = 'recommendation'
    union all
    select 'fig-ex-d-age', day, says(type, ['sentence']) and says(example, ['plymouth']),
        [years_of_age(born, day)::varchar]
    from unit where kind = 'court-event'
    union all
    select 'fig-ex-d-dto', day, says(type, ['sentence']) and says(example, ['plymouth']),
        [coalesce("length-months!", "length-months"::bigint::varchar)]
    from unit where kind = 'court-event'
    union all
    select 'fig-ex-d-asbo', day,
        says(type, ['antisocial-behaviour-order']) and says(example, ['plymouth']),
        [coalesce("length-months!", "length-months"::bigint::varchar)]
    from unit where kind = 'order'
),
answered as (
    select id, belongs, list_filter(said, lambda one: is_answered(one)) as said
    from saying
    join figure using (id)
    where day between figure.first and figure.last and belongs is distinct from false
)
select
    id,
    count(*) filter (where belongs and len(said) > 0) as numerator,
    count(*) filter (where belongs and len(said) > 0) as denominator,
    count(*) filter (where belongs is null or len(said) = 0) as unknown,
    list_sort(list_distinct(flatten(list(said) filter (where belongs)))) as "values"
from answered
group by id;


-- 8. THE TABLE --------------------------------------------------------------------------------

select
    figure.id,
    coalesce(found.numerator, 0)::bigint as numerator,
    case when figure.what <> 'count' then coalesce(found.denominator, 0)::bigint end as denominator,
    coalesce(found.unknown, 0)::bigint as unknown,
    found.place,
    coalesce(found."values", []) as "values"
from figure
left join (
    select * from of_units
    union all by name select * from of_the_worst
    union all by name select * from of_places
    union all by name select * from of_seats
    union all by name select * from of_values
) as found using (id)
order by figure.number;
