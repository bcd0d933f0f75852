-- Format 5: less to write of each task.

-- The feed's triggers on derived rows made every statement keep a copy of each page that it touched,
-- since it might fail halfway. A transaction notes what it wrote, and tells it once (derive/feed.rs).
DROP TRIGGER feed_task_made;
DROP TRIGGER feed_task_written;
DROP TRIGGER feed_task_gone;
DROP TRIGGER feed_comment_made;
DROP TRIGGER feed_comment_written;
DROP TRIGGER feed_comment_gone;
DROP TRIGGER feed_text_made;
DROP TRIGGER feed_text_written;
DROP TRIGGER feed_text_gone;
DROP TRIGGER feed_relation_made;
DROP TRIGGER feed_relation_gone;
DROP TRIGGER feed_key_written;

-- A window sorts what it shows by itself. A list of the command line's is sorted when it is asked
-- for: tens of milliseconds in a project of fifty thousand tasks, against seven entries for each
-- write of a task.
DROP INDEX tasks_by_number;
DROP INDEX tasks_by_priority;
DROP INDEX tasks_by_due;
DROP INDEX tasks_by_estimate;
DROP INDEX tasks_by_title;
DROP INDEX tasks_by_created;
DROP INDEX tasks_by_updated;
