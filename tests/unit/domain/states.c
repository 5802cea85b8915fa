/* docs/states.md shows the tables as they are, no move more and none less. */
#include "domain_unit.h"

#include "base/arena.h"
#include "domain/agreement.h"
#include "domain/einvoicing.h"
#include "domain/order.h"

/* A diagram as the page has it. */
static const char *draw(struct arena *arena, int count, const char *(*name)(int state),
                        bool (*may)(int from, int to))
{
    struct buf out;
    buf_init(&out, arena, 10000);
    buf_text(&out, "```mermaid\nstateDiagram-v2\n");
    for (int from = 0; from < count; from++) {
        for (int to = 0; to < count; to++) {
            if (may(from, to))
                buf_printf(&out, "    %s --> %s\n", name(from), name(to));
        }
    }
    buf_text(&out, "```\n");
    return buf_string(&out);
}

static const char *order_name(int state)
{
    return order_state_name((enum order_state)state);
}

static bool order_may(int from, int to)
{
    return order_state_may_become((enum order_state)from, (enum order_state)to);
}

static const char *request_name(int state)
{
    return request_state_name((enum request_state)state);
}

static bool request_may(int from, int to)
{
    return request_state_may_become((enum request_state)from, (enum request_state)to);
}

static const char *agreement_name(int state)
{
    return agreement_state_name((enum agreement_state)state);
}

static bool agreement_may(int from, int to)
{
    return agreement_state_may_become((enum agreement_state)from, (enum agreement_state)to);
}

static const char *einvoicing_name(int state)
{
    return einvoicing_state_name((enum einvoicing_state)state);
}

static bool einvoicing_may(int from, int to)
{
    return einvoicing_state_may_become((enum einvoicing_state)from, (enum einvoicing_state)to);
}

static void shown(struct arena *arena, const char *diagram)
{
    const struct embedded_file *file = embedded_find(&domain_files, "states.md");
    assert_non_null(file);
    const char *page = arena_text_n(arena, (const char *)file->data, file->size);
    if (strstr(page, diagram) == NULL)
        fail_msg("docs/states.md does not have:\n%s", diagram);
}

static void the_page_has_the_tables(void **state)
{
    shown(*state, draw(*state, ORDER_OPEN + 1, order_name, order_may));
    shown(*state, draw(*state, REQUEST_NEEDS_ATTENTION + 1, request_name, request_may));
    shown(*state, draw(*state, AGREEMENT_TERMINATED + 1, agreement_name, agreement_may));
    shown(*state, draw(*state, EINVOICING_SUSPENDED + 1, einvoicing_name, einvoicing_may));
}

/* ORD-1, CAT-9: from where a state leads nowhere, nothing leads back: no order comes to life again.
 */
static void ends_are_ends(void **state)
{
    (void)state;
    assert_true(order_state_is_live(ORDER_NEEDS_ATTENTION) && order_state_is_live(ORDER_FULFILLED));
    for (int to = 0; to <= ORDER_OPEN; to++) {
        assert_false(order_may(ORDER_REFUSED, to));
        assert_false(order_may(ORDER_REPLACED, to));
        assert_false(order_may(ORDER_CANCELLED, to));
        assert_false(order_may(ORDER_REJECTED, to));
        assert_false(order_may(to, ORDER_REFUSED) || order_may(to, ORDER_NEEDS_ATTENTION));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(the_page_has_the_tables),
        unit_case(ends_are_ends),
    };
    return cmocka_run_group_tests_name("domain/states", tests, NULL, NULL);
}
