/* BUY-1: Draft, Pending approval, Ordered or Rejected. */
#include "buyer_unit.h"

#include "buyer/requisition.h"

static const struct cart_line one_line[] = {{.quantity_micro = 1000000,
                                             .unit_price_micro = 5000000,
                                             .amount_micro = 5000000,
                                             .description = "Suite",
                                             .unit = "EA",
                                             .part_id = "p1",
                                             .auxiliary_id = "a1",
                                             .class_domain = "UNSPSC",
                                             .class_code = "43232701",
                                             .line_type = "Service"}};

struct scene {
    struct desk *desk;
    const struct user *requester;
    const struct user *approver;
    struct requisition *requisition;
    struct fault fault;
};

static struct scene make(void **state)
{
    struct scene scene = {.desk = unit_desk(*state, "http://127.0.0.1:8080")};
    struct cart cart = {.currency = "USD",
                        .total_micro = 5000000,
                        .buyer_cookie = "c",
                        .status_text = "",
                        .lines = one_line,
                        .count = 1};
    scene.requester = settings_user(desk_settings(scene.desk), "amelia.ortiz");
    scene.approver = scene.requester->colleague;
    scene.requisition =
        desk_add_requisition(scene.desk, desk_add_punchout(scene.desk, scene.requester), &cart);
    return scene;
}

static void draft_becomes_an_order_once(void **state)
{
    struct scene s = make(state);
    assert_string_equal(requisition_state_name(s.requisition), "Draft");
    assert_int_equal(requisition_approve(s.desk, s.requisition, s.approver, &s.fault), CONFLICT);
    assert_int_equal(requisition_submit(s.requisition, s.requester, &s.fault), OK);
    assert_int_equal(requisition_submit(s.requisition, s.requester, &s.fault), CONFLICT);
    assert_string_equal(requisition_state_name(s.requisition), "Pending approval");
    assert_int_equal(requisition_approve(s.desk, s.requisition, s.approver, &s.fault), OK);
    const char *document = s.requisition->order_document;
    assert_string_equal(s.requisition->order_id, "PO-1001");
    assert_int_equal(requisition_approve(s.desk, s.requisition, s.approver, &s.fault), CONFLICT);
    assert_string_equal(s.requisition->order_id, "PO-1001");
    assert_ptr_equal(s.requisition->order_document, document);
    assert_int_equal(requisition_reject(s.requisition, s.approver, &s.fault), CONFLICT);
    assert_string_equal(desk_next_order_id(s.desk, *state), "PO-1002");
}

static void only_the_right_person(void **state)
{
    struct scene s = make(state);
    const struct user *other = settings_user(desk_settings(s.desk), "ines.duarte");
    assert_int_equal(requisition_submit(s.requisition, s.approver, &s.fault), DENIED);
    assert_int_equal(requisition_submit(s.requisition, s.requester, &s.fault), OK);
    assert_int_equal(requisition_approve(s.desk, s.requisition, s.requester, &s.fault), DENIED);
    assert_int_equal(requisition_reject(s.requisition, other, &s.fault), DENIED);
    assert_int_equal(requisition_reject(s.requisition, s.approver, &s.fault), OK);
    assert_string_equal(requisition_state_name(s.requisition), "Rejected");
    assert_int_equal(requisition_begin_sending(s.requisition, s.approver, &s.fault), CONFLICT);
}

static void a_failed_transmission_is_sent_again(void **state)
{
    struct scene s = make(state);
    struct answer failed = {.outcome = ANSWER_FAILED, .problem = "timed out"};
    struct answer fine = {.outcome = ANSWER_OK, .code = 200, .text = "OK"};
    assert_int_equal(requisition_submit(s.requisition, s.requester, &s.fault), OK);
    assert_int_equal(requisition_approve(s.desk, s.requisition, s.approver, &s.fault), OK);
    assert_int_equal(requisition_begin_sending(s.requisition, s.approver, &s.fault), OK);
    assert_int_equal(requisition_begin_sending(s.requisition, s.approver, &s.fault), CONFLICT);
    requisition_end_sending(s.requisition, &failed);
    assert_string_equal(requisition_state_name(s.requisition), "Ordered, transmission failed");
    assert_string_equal(s.requisition->answer, "timed out");
    assert_int_equal(requisition_begin_sending(s.requisition, s.requester, &s.fault), OK);
    requisition_end_sending(s.requisition, &fine);
    assert_string_equal(requisition_state_name(s.requisition), "Ordered");
    assert_int_equal(requisition_begin_sending(s.requisition, s.approver, &s.fault), OK);
    requisition_end_sending(s.requisition, &failed);
    assert_string_equal(requisition_state_name(s.requisition), "Ordered");
    assert_int_equal(s.requisition->sent, 3);
}

static void the_oldest_is_dropped(void **state)
{
    struct scene s = make(state);
    struct cart cart = {.currency = "USD", .buyer_cookie = "", .status_text = ""};
    struct punchout *punchout = desk_add_punchout(s.desk, s.requester);
    for (int i = 0; i < DESK_REQUISITIONS; i++)
        desk_add_requisition(s.desk, punchout, &cart);
    assert_null(desk_requisition(s.desk, 1));
    assert_non_null(desk_requisition(s.desk, 2));
    assert_null(desk_requisition(s.desk, 0));
    assert_null(desk_requisition(s.desk, UINT64_MAX));
    assert_int_equal(desk_last_requisition(s.desk), DESK_REQUISITIONS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(draft_becomes_an_order_once), unit_case(only_the_right_person),
        unit_case(a_failed_transmission_is_sent_again), unit_case(the_oldest_is_dropped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
