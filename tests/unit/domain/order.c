#include "domain_unit.h"

#include "domain/order.h"

enum { NOW_US = 1000000 };

static struct request_line requested(const char *id, const char *part_id, const char *quantity,
                                     const char *price)
{
    struct request_line line = {
        .id = id,
        .request_id = "req-1",
        .part_id = part_id,
        .request_state = REQUEST_IN_PROCUREMENT,
        .request_expires_us = NOW_US,
    };
    line.line.unit_price = amount(price, "USD");
    assert_true(quantity_parse(quantity, &line.line.quantity_micros));
    return line;
}

static struct order_line ordered(const char *auxiliary_id, const char *part_id,
                                 const char *quantity, const char *price)
{
    struct order_line line = {.number = 1, .part_id = part_id, .auxiliary_id = auxiliary_id};
    assert_true(quantity_parse(quantity, &line.quantity_micros));
    if (price != NULL) {
        line.has_price = true;
        line.unit_price = amount(price, "USD");
    }
    return line;
}

/* ORD-3: by SupplierPartAuxiliaryID, whatever else differs. */
static void matches_by_auxiliary_id(void **state)
{
    (void)state;
    struct request_line lines[] = {requested("aux-1", "P-1", "1", "10"),
                                   requested("aux-2", "P-1", "2", "20")};
    struct order_line line = ordered("aux-2", "P-9", "7", "3");
    assert_ptr_equal(order_match_line(&line, lines, 2, 0), &lines[1]);
    lines[1].purchase_order_id = "po-1";
    assert_ptr_equal(order_match_line(&line, lines, 2, 0), &lines[1]);
    line.auxiliary_id = "aux-3";
    line.part_id = "P-1";
    assert_null(order_match_line(&line, lines, 2, 0));
    line.auxiliary_id = "AUX-2";
    assert_null(order_match_line(&line, lines, 2, 0));
    assert_null(order_match_line(&line, NULL, 0, 0));
}

/* ORD-3: else by SupplierPartID, the first open one that agrees, else the first open one. */
static void matches_by_part_id(void **state)
{
    (void)state;
    struct request_line lines[] = {
        requested("aux-1", "P-1", "1", "10"), requested("aux-2", "P-1", "2", "20"),
        requested("aux-3", "P-1", "2", "20"), requested("aux-4", "P-2", "2", "20")};
    struct order_line line = ordered(NULL, "P-1", "2", "20");
    assert_ptr_equal(order_match_line(&line, lines, 4, 0), &lines[1]);
    line.auxiliary_id = "";
    assert_ptr_equal(order_match_line(&line, lines, 4, 0), &lines[1]);
    lines[1].purchase_order_id = "po-1";
    assert_ptr_equal(order_match_line(&line, lines, 4, 0), &lines[2]);
    line.unit_price = amount("20.20", "USD");
    assert_ptr_equal(order_match_line(&line, lines, 4, 0), &lines[0]);
    assert_ptr_equal(order_match_line(&line, lines, 4, 10000), &lines[2]);
    line = ordered(NULL, "P-1", "2", NULL);
    assert_ptr_equal(order_match_line(&line, lines, 4, 0), &lines[2]);
    line = ordered(NULL, "P-1", "99", "20");
    assert_ptr_equal(order_match_line(&line, lines, 4, 0), &lines[0]);
    line.part_id = "p-1";
    assert_null(order_match_line(&line, lines, 4, 0));
    line.part_id = NULL;
    assert_null(order_match_line(&line, lines, 4, 0));
    lines[3].purchase_order_id = "po-2";
    line.part_id = "P-2";
    assert_null(order_match_line(&line, lines, 4, 0));
}

static void says(struct arena *arena, const struct order_line *line,
                 const struct request_line *wanted, const char *words)
{
    const char *problem = order_line_problem(arena, line, wanted, 10000, false, NOW_US);
    if (problem == NULL || strstr(problem, words) == NULL)
        fail_msg("'%s' instead of '%s'", problem == NULL ? "nothing" : problem, words);
}

/* ORD-3 */
static void nothing_is_wrong_within_the_tolerance(void **state)
{
    struct request_line wanted = requested("aux-1", "P-1", "120000", "0.01");
    struct order_line line = ordered("aux-1", "P-1", "120000.0", "0.01");
    assert_null(order_line_problem(*state, &line, &wanted, 0, false, NOW_US));
    line.part_id = NULL;
    line.has_price = false;
    assert_null(order_line_problem(*state, &line, &wanted, 0, false, NOW_US));
    line = ordered("aux-1", "P-1", "120000", "0.0101");
    assert_null(order_line_problem(*state, &line, &wanted, 10000, false, NOW_US));
    assert_non_null(order_line_problem(*state, &line, &wanted, 9999, false, NOW_US));
}

/* ORD-3: what a person reads who must decide. */
static void says_what_differs(void **state)
{
    struct request_line wanted = requested("aux-1", "P-1", "2", "1000");
    struct order_line line = ordered("aux-1", "P-1", "2", "1000");
    says(*state, &line, NULL,
         "no approval request has the part 'P-1' with the auxiliary id 'aux-1'");
    line.auxiliary_id = NULL;
    says(*state, &line, NULL, "no approval request has the part 'P-1'");
    line.part_id = NULL;
    says(*state, &line, NULL, "no approval request");
    line = ordered("aux-1", "P-2", "2", "1000");
    says(*state, &line, &wanted, "the part is 'P-2', requested was 'P-1'");
    line = ordered("aux-1", "P-1", "2.5", "1000");
    says(*state, &line, &wanted, "the quantity is 2.5, requested was 2");
    line = ordered("aux-1", "P-1", "2", "1010.01");
    says(*state, &line, &wanted, "the unit price is 1,010.01 USD, requested was 1,000.00 USD");
    line = ordered("aux-1", "P-1", "2", "989.99");
    says(*state, &line, &wanted, "the unit price is 989.99 USD");
    line.unit_price = amount("1000", "EUR");
    says(*state, &line, &wanted, "the currency is EUR, requested was USD");
}

/* ORD-2, ORD-3, CAT-9 */
static void says_when_the_request_is_not_waiting(void **state)
{
    struct request_line wanted = requested("aux-1", "P-1", "2", "10");
    struct order_line line = ordered("aux-1", "P-1", "2", "10");
    wanted.purchase_order_id = "po-1";
    says(*state, &line, &wanted, "ordered before");
    wanted.purchase_order_id = NULL;
    for (int i = REQUEST_DRAFT; i <= REQUEST_NEEDS_ATTENTION; i++) {
        wanted.request_state = (enum request_state)i;
        if (i != REQUEST_IN_PROCUREMENT)
            says(*state, &line, &wanted, request_state_label(wanted.request_state));
    }
    wanted.request_state = REQUEST_IN_PROCUREMENT;
    wanted.request_expires_us = NOW_US - 1;
    says(*state, &line, &wanted, "expired");
    wanted.request_expires_us = NOW_US + 1;
    assert_null(order_line_problem(*state, &line, &wanted, 0, false, NOW_US));
}

/* CON-6: what was approved as a test buys nothing; a test of what was approved in earnest is one.
 */
static void test_requests_are_not_ordered_in_earnest(void **state)
{
    struct request_line wanted = requested("aux-1", "P-1", "2", "10");
    struct order_line line = ordered("aux-1", "P-1", "2", "10");
    wanted.request_test = true;
    says(*state, &line, &wanted, "test mode");
    assert_null(order_line_problem(*state, &line, &wanted, 0, true, NOW_US));
    wanted.request_test = false;
    assert_null(order_line_problem(*state, &line, &wanted, 0, true, NOW_US));
}

static void names_read_back(void **state)
{
    (void)state;
    static const char *const states[] = {"fulfilled", "test",      "needs_attention", "refused",
                                         "replaced",  "cancelled", "rejected",        "open"};
    static const char *const types[] = {"new", "update", "delete"};
    enum order_state order_state = ORDER_FULFILLED;
    enum order_type type = ORDER_NEW;
    for (int i = 0; i < (int)COUNT(states); i++) {
        assert_string_equal(order_state_name((enum order_state)i), states[i]);
        assert_int_not_equal(strlen(order_state_label((enum order_state)i)), 0);
        assert_true(order_state_parse(states[i], &order_state));
        assert_int_equal(order_state, i);
    }
    for (int i = 0; i < (int)COUNT(types); i++) {
        assert_string_equal(order_type_name((enum order_type)i), types[i]);
        assert_true(order_type_parse(types[i], &type));
        assert_int_equal(type, i);
    }
    assert_false(order_state_parse("paid", &order_state));
    assert_false(order_type_parse("cancel", &type));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(matches_by_auxiliary_id),
        unit_case(matches_by_part_id),
        unit_case(nothing_is_wrong_within_the_tolerance),
        unit_case(says_what_differs),
        unit_case(says_when_the_request_is_not_waiting),
        unit_case(test_requests_are_not_ordered_in_earnest),
        unit_case(names_read_back),
    };
    return cmocka_run_group_tests_name("domain/order", tests, NULL, NULL);
}
