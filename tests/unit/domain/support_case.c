#include "unit.h"

#include "base/text.h"
#include "domain/support_case.h"

static const struct case_move *find(enum case_state state, enum case_side side, const char *name)
{
    return case_move_find(CASE_ARIBA, state, side, name);
}

/* CON-5: the way from the request to production; each move is one side's alone. */
static void ariba_goes_its_way(void **state)
{
    static const struct {
        const char *move;
        enum case_side side;
        enum case_state to;
    } way[] = {{"send_instructions", SIDE_OPERATOR, CASE_INSTRUCTIONS_SENT},
               {"start_testing", SIDE_BUYER, CASE_TESTING},
               {"request_go_live", SIDE_BUYER, CASE_GO_LIVE_REQUESTED},
               {"back_to_testing", SIDE_OPERATOR, CASE_TESTING},
               {"request_go_live", SIDE_BUYER, CASE_GO_LIVE_REQUESTED},
               {"go_live", SIDE_OPERATOR, CASE_PRODUCTION}};
    enum case_state now = CASE_REQUESTED;
    (void)state;
    for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
        enum case_side other = way[i].side == SIDE_BUYER ? SIDE_OPERATOR : SIDE_BUYER;
        assert_int_equal(case_waits_for(now), way[i].side);
        assert_null(find(now, other, way[i].move));
        assert_null(case_move_find(CASE_REMOVAL, now, way[i].side, way[i].move));
        const struct case_move *move = find(now, way[i].side, way[i].move);
        assert_non_null(move);
        assert_int_equal(move->to, way[i].to);
        now = move->to;
    }
    assert_true(case_is_over(now));
}

/* CON-5, CON-10: nothing leads out of what is over, and whoever is waited for can do something. */
static void nobody_is_left_waiting(void **state)
{
    size_t count;
    const struct case_move *moves = case_moves(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool next = false;
        assert_false(case_is_over(moves[i].from));
        for (size_t j = 0; j < count; j++)
            next |= moves[j].kind == moves[i].kind && moves[j].from == moves[i].to &&
                    moves[j].side == case_waits_for(moves[i].to);
        assert_true(next || case_is_over(moves[i].to));
    }
}

static void names_read_back(void **state)
{
    enum case_kind kind;
    enum case_state found;
    (void)state;
    for (int i = CASE_REQUESTED; i <= CASE_WITHDRAWN; i++) {
        assert_true(case_state_parse(case_state_name((enum case_state)i), &found));
        assert_int_equal(found, i);
    }
    assert_true(case_kind_parse("removal", &kind));
    assert_int_equal(kind, CASE_REMOVAL);
    assert_false(case_state_parse("done", &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(ariba_goes_its_way),
        unit_case(nobody_is_left_waiting),
        unit_case(names_read_back),
    };
    return cmocka_run_group_tests_name("domain/support_case", tests, NULL, NULL);
}
