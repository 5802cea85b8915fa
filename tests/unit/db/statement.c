#include "db/scratch.h"

static struct arena *path_arena;
static char schema[40];

static int memory_setup(void **state)
{
    path_arena = arena_new();
    *state = scratch_open(test_database(path_arena, schema), DB_OFFLINE);
    return 0;
}

static int memory_teardown(void **state)
{
    db_close(*state);
    test_database_drop(path_arena, schema);
    arena_free(path_arena);
    return 0;
}

#define memory_case(function)                                                                      \
    cmocka_unit_test_setup_teardown(function, memory_setup, memory_teardown)

static enum status all_types(struct db_tx *tx, void *state)
{
    static const struct db_sql put = {
        "INSERT INTO item (data, name, id) VALUES ($3, $2, $1) RETURNING id"};
    static const struct db_sql get = {"SELECT id, name, data, NULL FROM item WHERE id = $1"};
    struct arena *arena = state;
    struct db_statement *s = db_prepare(tx, &put);
    db_bind_int(s, 1, INT64_MIN);
    db_bind_text(s, 2, "na\xC3\xAFve");
    db_bind_bytes(s, 3, (struct bytes){(const unsigned char *)"a\0b", 3});
    assert_true(db_step(s));
    assert_true(db_int(s, 0) == INT64_MIN);
    assert_int_equal(db_done(s), OK);
    assert_int_equal(db_changes(tx), 1);

    s = db_prepare(tx, &get);
    db_bind_int(s, 1, INT64_MIN);
    assert_true(db_step(s));
    assert_true(db_int(s, 0) == INT64_MIN);
    assert_string_equal(db_text(s, 1, arena), "na\xC3\xAFve");
    struct bytes data = db_bytes(s, 2, arena);
    assert_int_equal(data.size, 3);
    assert_memory_equal(data.data, "a\0b", 4);
    assert_true(db_is_null(s, 3));
    assert_null(db_text(s, 3, arena));
    assert_int_equal(db_int(s, 3), 0);
    assert_int_equal(db_bytes(s, 3, arena).size, 0);
    assert_false(db_step(s));
    assert_null(db_text(s, 1, arena));
    assert_false(db_step(s));
    return db_done(s);
}

static void every_type_comes_back_and_is_bound_by_name(void **state)
{
    struct arena *arena = arena_new();
    assert_int_equal(db_write(*state, all_types, arena, NULL), OK);
    arena_free(arena);
}

static enum status empty_and_null(struct db_tx *tx, void *state)
{
    static const struct db_sql put = {"INSERT INTO item (id, name, data) VALUES ($1, $2, $3)"};
    static const struct db_sql nulls = {"SELECT count(*) FROM item WHERE data IS NULL"};
    (void)state;
    struct db_statement *s = db_prepare(tx, &put);
    db_bind_int(s, 1, 1);
    db_bind_text(s, 2, "");
    db_bind_bytes(s, 3, (struct bytes){NULL, 0});
    assert_int_equal(db_run(s), OK);
    s = db_prepare(tx, &put);
    db_bind_int(s, 1, 2);
    db_bind_text(s, 2, "two");
    db_bind_null(s, 3);
    assert_int_equal(db_run(s), OK);
    s = db_prepare(tx, &nulls);
    assert_true(db_step(s));
    assert_int_equal(db_int(s, 0), 1);
    assert_int_equal(db_done(s), OK);
    /* A NULL text is SQL's NULL, which this column does not take. */
    s = db_prepare(tx, &put);
    db_bind_int(s, 1, 3);
    db_bind_text(s, 2, NULL);
    db_bind_null(s, 3);
    assert_int_equal(db_run(s), CONFLICT);
    return CONFLICT;
}

static void empty_is_not_null(void **state)
{
    assert_int_equal(db_write(*state, empty_and_null, NULL, NULL), CONFLICT);
    assert_int_equal(scratch_count(*state), 0);
}

static enum status ignores_a_conflict(struct db_tx *tx, void *state)
{
    int64_t one = 1;
    int64_t two = 2;
    (void)state;
    assert_int_equal(scratch_insert(tx, &one), OK);
    assert_int_equal(scratch_insert(tx, &one), CONFLICT);
    assert_non_null(strcasestr(db_fault(tx)->message, "unique constraint"));
    assert_int_equal(scratch_insert(tx, &two), CONFLICT);
    return OK;
}

static void an_error_sticks(void **state)
{
    struct fault fault;
    assert_int_equal(db_write(*state, ignores_a_conflict, NULL, &fault), CONFLICT);
    assert_non_null(strcasestr(fault.message, "unique constraint"));
    assert_int_equal(scratch_count(*state), 0);
    /* The connection and its statements are as good as before. */
    int64_t one = 1;
    assert_int_equal(db_write(*state, scratch_insert, &one, NULL), OK);
    assert_int_equal(scratch_count(*state), 1);
}

/* What a work may do wrong: the statement, and what is bound to it. */
struct mistake {
    struct db_sql sql;
    int bind; /* binds $1 to $bind */
    int column;
    const char *told;
    const char *told_by_postgres; /* NULL: the same */
};

static const struct mistake mistakes[] = {
    {{"SELECT colour FROM item"},
     0,
     0,
     "no such column: colour",
     "column \"colour\" does not exist"},
    {{"SELECT \"text\" FROM item"}, 0, 0, "no such column", "column \"text\" does not exist"},
    {{"SELECT 1; SELECT 2"}, 0, 0, "not exactly one statement", "multiple commands"},
    {{"-- nothing"}, 0, 0, "not exactly one statement", NULL},
    {{"SELECT ?"}, 1, 0, "parameters are not", "there is no parameter 1"},
    {{"SELECT $2"}, 1, 0, "parameters are not", NULL},
    {{"SELECT :name"}, 1, 0, "parameters are not", "there is no parameter 1"},
    {{"SELECT $1"}, 0, 0, "nothing was bound to parameter 1", NULL},
    {{"SELECT $1"}, 2, 0, "there is no parameter 2", NULL},
    {{"SELECT 1"}, 0, 1, "there is no column 1", NULL},
    {{"SELECT 1"}, 0, -1, "there is no column -1", NULL},
    {{"INSERT INTO item (id, name, data) VALUES (1, 'a', $1)"},
     1,
     0,
     "cannot store INT value",
     "is of type bytea but expression is of type bigint"},
};

static enum status make_mistake(struct db_tx *tx, void *state)
{
    const struct mistake *mistake = state;
    struct db_statement *s = db_prepare(tx, &mistake->sql);
    for (int n = 1; n <= mistake->bind; n++)
        db_bind_int(s, n, n);
    if (db_step(s))
        assert_int_equal(db_int(s, mistake->column), 0);
    db_done(s);
    return OK;
}

static void mistakes_are_told_with_the_statement(void **state)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct fault fault = {""};
        struct mistake mistake = mistakes[i];
        assert_int_equal(db_write(*state, make_mistake, (void *)(uintptr_t)&mistakes[i], &fault),
                         FAILED);
        const char *told = test_postgres() == NULL || mistake.told_by_postgres == NULL
                               ? mistake.told
                               : mistake.told_by_postgres;
        if (strstr(fault.message, told) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", fault.message, told);
    }
}

static const struct db_sql each = {"SELECT id FROM item ORDER BY id"};

static enum status nested(struct db_tx *tx, void *state)
{
    (void)state;
    for (int64_t id = 1; id <= 3; id++)
        assert_int_equal(scratch_insert(tx, &id), OK);
    int rows = 0;
    struct db_statement *outer = db_prepare(tx, &each);
    while (db_step(outer)) {
        struct db_statement *inner = db_prepare(tx, &each);
        while (db_step(inner))
            rows++;
        assert_int_equal(db_done(inner), OK);
    }
    assert_int_equal(rows, 9);
    /* Neither is ended: the transaction does that. */
    assert_true(db_step(db_prepare(tx, &each)));
    return OK;
}

static void a_statement_may_run_inside_itself(void **state)
{
    assert_int_equal(db_write(*state, nested, NULL, NULL), OK);
    assert_int_equal(scratch_count(*state), 3);
}

static enum status insert_in_read(struct db_tx *tx, void *state)
{
    (void)state;
    int64_t id = 1;
    return scratch_insert(tx, &id);
}

static void a_read_does_not_write(void **state)
{
    struct fault fault;
    assert_int_equal(db_read(*state, insert_in_read, NULL, &fault), FAILED);
    assert_non_null(strstr(fault.message, "stands in a db_read"));
    assert_int_equal(scratch_count(*state), 0);
}

static enum status abandon(struct db_tx *tx, void *state)
{
    static const struct db_sql put = {"INSERT INTO item (id, name) VALUES (1, 'one')"};
    (void)state;
    return db_done(db_prepare(tx, &put));
}

static void a_statement_that_was_not_stepped_does_nothing(void **state)
{
    assert_int_equal(db_write(*state, abandon, NULL, NULL), OK);
    assert_int_equal(scratch_count(*state), 0);
}

static enum status orphan(struct db_tx *tx, void *state)
{
    static const struct db_sql put = {"INSERT INTO part (item) VALUES (77)"};
    (void)state;
    return db_run(db_prepare(tx, &put));
}

static void a_deferred_foreign_key_is_a_conflict(void **state)
{
    struct fault fault;
    assert_int_equal(db_write(*state, orphan, NULL, &fault), CONFLICT);
    assert_non_null(strcasestr(fault.message, "foreign key"));
}

static enum status send_many(struct db_tx *tx, void *state)
{
    static const struct db_sql put = {"INSERT INTO item (id, name) VALUES ($1, $2)"};
    const int64_t *again = state;
    int64_t count = 0;
    for (int64_t id = 1; id <= 1000; id++) {
        char name[32];
        struct db_statement *s = db_prepare(tx, &put);
        db_bind_int(s, 1, id == 1000 && *again != 0 ? *again : id);
        snprintf(name, sizeof name, "item %lld", (long long)id);
        db_bind_text(s, 2, name);
        enum status st = db_send(s);
        if (id < 1000)
            assert_int_equal(st, OK);
    }
    if (*again == 0) {
        assert_int_equal(scratch_count_work(tx, &count), OK);
        assert_int_equal(count, 1000);
    }
    return OK;
}

static void what_is_sent_is_there_or_fails_the_work(void **state)
{
    int64_t again = 7;
    struct fault fault = {""};
    assert_int_equal(db_write(*state, send_many, &again, &fault), CONFLICT);
    assert_non_null(strcasestr(fault.message, "unique constraint"));
    assert_int_equal(scratch_count(*state), 0);
    again = 0;
    assert_int_equal(db_write(*state, send_many, &again, &fault), OK);
    assert_int_equal(scratch_count(*state), 1000);
}

/* What PostgreSQL would take for another type than is bound, and a parameter of changing kinds. */
static enum status odd_types(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {
        "SELECT CASE WHEN $1 = 0 THEN 1 ELSE $1 END, count(*), coalesce($3, 'none') FROM item "
        "WHERE ($2 = '' OR name = $2)"};
    static const char *const texts[] = {NULL, "some", NULL};
    struct arena *arena = state;
    for (size_t i = 0; i < 3; i++) {
        struct db_statement *s = db_prepare(tx, &sql);
        db_bind_int(s, 1, INT64_C(1) << 40);
        db_bind_text(s, 2, "");
        if (texts[i] == NULL)
            db_bind_null(s, 3);
        else
            db_bind_text(s, 3, texts[i]);
        assert_true(db_step(s));
        assert_true(db_int(s, 0) == INT64_C(1) << 40);
        assert_string_equal(db_text(s, 1, arena), "0");
        assert_string_equal(db_text(s, 2, arena), texts[i] == NULL ? "none" : texts[i]);
        assert_int_equal(db_done(s), OK);
    }
    return OK;
}

static void parameters_have_the_type_that_is_bound(void **state)
{
    struct arena *arena = arena_new();
    assert_int_equal(db_read(*state, odd_types, arena, NULL), OK);
    arena_free(arena);
}

static struct db_statement *ask_name(struct db_tx *tx, int64_t id)
{
    static const struct db_sql sql = {"SELECT name FROM item WHERE id >= $1 ORDER BY id"};
    struct db_statement *s = db_prepare(tx, &sql);
    db_bind_int(s, 1, id);
    db_ask(s);
    return s;
}

/* What is asked for is answered in whatever order it is read, or left unread. */
static enum status ask_for_several(struct db_tx *tx, void *state)
{
    struct arena *arena = state;
    for (int64_t id = 1; id <= 3; id++)
        assert_int_equal(scratch_insert(tx, &id), OK);
    struct db_statement *first = ask_name(tx, 1);
    struct db_statement *left = ask_name(tx, 1);
    struct db_statement *last = ask_name(tx, 3);
    struct db_statement *none = ask_name(tx, 4);
    assert_true(db_step(last));
    assert_string_equal(db_text(last, 0, arena), "item 3");
    assert_false(db_step(last));
    assert_int_equal(db_done(left), OK);
    assert_false(db_step(none));
    for (int i = 1; i <= 3; i++) {
        assert_true(db_step(first));
        assert_string_equal(db_text(first, 0, arena), arena_printf(arena, "item %d", i));
    }
    assert_false(db_step(first));
    assert_int_equal(db_done(first), OK);
    assert_int_equal(db_done(last), OK);
    /* What was left unread does not come back with the next. */
    struct db_statement *again = ask_name(tx, 2);
    assert_int_equal(db_done(again), OK);
    again = ask_name(tx, 3);
    assert_true(db_step(again));
    assert_string_equal(db_text(again, 0, arena), "item 3");
    return db_done(again);
}

static void what_is_asked_is_answered(void **state)
{
    struct arena *arena = arena_new();
    assert_int_equal(db_write(*state, ask_for_several, arena, NULL), OK);
    assert_int_equal(scratch_count(*state), 3);
    arena_free(arena);
}

/* state: how many of the three items the statement changes */
static enum status rename_some(struct db_tx *tx, void *state)
{
    static const struct db_sql sql = {
        "UPDATE item SET data = NULL WHERE id > $1 AND id <= CAST($2 AS BIGINT)"};
    int64_t id = 9;
    struct db_statement *s = db_prepare(tx, &sql);
    db_bind_int(s, 1, 0);
    db_bind_int(s, 2, *(const int64_t *)state);
    db_send_one(s);
    return scratch_insert(tx, &id);
}

static void one_row_is_changed_or_nothing(void **state)
{
    struct fault fault = {""};
    for (int64_t id = 1; id <= 3; id++)
        assert_int_equal(db_write(*state, scratch_insert, &id, NULL), OK);
    int64_t changed = 0;
    assert_int_equal(db_write(*state, rename_some, &changed, &fault), CONFLICT);
    assert_non_null(strstr(fault.message, "changed meanwhile"));
    changed = 2;
    assert_int_equal(db_write(*state, rename_some, &changed, NULL), CONFLICT);
    assert_int_equal(scratch_count(*state), 3);
    changed = 1;
    assert_int_equal(db_write(*state, rename_some, &changed, NULL), OK);
    assert_int_equal(scratch_count(*state), 4);
}

static void check_names_the_statement_that_does_not_fit(void **state)
{
    static const struct db_sql good = {"UPDATE item SET name = $2 WHERE id = $1"};
    static const struct db_sql bad = {"SELECT colour FROM item"};
    const struct db_sql *list[] = {&good, &bad};
    struct fault fault;
    assert_int_equal(db_check_sql(*state, list, 1, &fault), OK);
    assert_int_equal(db_check_sql(*state, list, 2, &fault), FAILED);
    assert_non_null(strstr(fault.message, bad.text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        memory_case(every_type_comes_back_and_is_bound_by_name),
        memory_case(empty_is_not_null),
        memory_case(an_error_sticks),
        memory_case(mistakes_are_told_with_the_statement),
        memory_case(a_statement_may_run_inside_itself),
        memory_case(a_read_does_not_write),
        memory_case(a_statement_that_was_not_stepped_does_nothing),
        memory_case(a_deferred_foreign_key_is_a_conflict),
        memory_case(what_is_sent_is_there_or_fails_the_work),
        memory_case(what_is_asked_is_answered),
        memory_case(one_row_is_changed_or_nothing),
        memory_case(parameters_have_the_type_that_is_bound),
        memory_case(check_names_the_statement_that_does_not_fit),
    };
    return cmocka_run_group_tests_name("db/statement", tests, NULL, NULL);
}
