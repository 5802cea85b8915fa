#include "fixture.h"

#include <string.h>

#include "base/text.h"

static enum status authenticate(struct market *market, struct claim claim, struct caller *out)
{
    return connection_authenticate(&market->ctx, &claim, out);
}

/* Of one or two credentials of a section. */
#define SECTION(...)                                                                               \
    ((struct credentials){(const struct credential[]){__VA_ARGS__},                                \
                          sizeof((const struct credential[]){__VA_ARGS__}) /                       \
                              sizeof(struct credential)})

/* PUN-1 */
static void known_buyers(void **state)
{
    struct market *market = market_open(*state);
    struct caller caller;
    for (enum market_buyer buyer = GLOBEX; buyer < MARKET_BUYERS; buyer++) {
        assert_int_equal(authenticate(market, market_claim(market, buyer), &caller), OK);
        assert_string_equal(caller.connection.id, market->rows[buyer].connection.id);
        assert_string_equal(caller.connection.organization_name,
                            market->rows[buyer].connection.organization_name);
    }
}

/* PUN-1: domains and identities without case, identities trimmed (cXML guide p. 572) */
static void spelling(void **state)
{
    struct market *market = market_open(*state);
    struct claim claim = market_claim(market, SOYLENT);
    struct caller caller;
    claim.from = SECTION({"networkid", "\n  an01000000033 "});
    claim.to = SECTION({"NetworkId", " AN01000000900\n"});
    assert_int_equal(authenticate(market, claim, &caller), OK);
    claim.sender = SECTION({"aribanetworkuserid", " sysadmin@ariba.com "});
    assert_int_equal(authenticate(market, claim, &caller), OK);
    claim.sender = SECTION({"AribaNetworkUserId", "SysAdmin@ariba.com"});
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
}

/* PUN-1: nobody finds out by the answer who our buyers are */
static void nothing_is_given_away(void **state)
{
    struct market *market = market_open(*state);
    struct claim claim = market_claim(market, GLOBEX);
    struct caller caller;
    claim.shared_secret = "another secret of a good length";
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    char *known = arena_text(*state, market->ctx.fault.message);
    assert_false(holds(known, claim.shared_secret));
    claim.from = SECTION({"DUNS", "999999999"});
    claim.sender = claim.from;
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    char *at;
    while ((at = strstr(known, "100000017")) != NULL)
        memcpy(at, "999999999", 9);
    assert_string_equal(market->ctx.fault.message, known);
    assert_true(holds(known, "999999999"));
}

/* PUN-1 */
static void wrong_secrets(void **state)
{
    struct market *market = market_open(*state);
    const char *right = market->secrets[GLOBEX];
    const char *const secrets[] = {NULL,
                                   "",
                                   "none",
                                   market->secrets[SOYLENT],
                                   arena_printf(*state, "%sx", right),
                                   arena_printf(*state, "x%s", right),
                                   arena_text_n(*state, right, strlen(right) - 1)};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        struct claim claim = market_claim(market, GLOBEX);
        struct caller caller;
        claim.shared_secret = secrets[i];
        assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    }
}

/* PUN-1: the network speaks for its buyers, and each buyer for itself */
static void other_senders(void **state)
{
    struct market *market = market_open(*state);
    struct claim claim = market_claim(market, SOYLENT);
    struct caller caller;
    claim.from = SECTION({"DUNS", "100000017"});
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    claim.from = SECTION({"NetworkID", "AN09999999999"});
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    claim = market_claim(market, GLOBEX);
    claim.sender = SECTION({"DUNS", "100000025"});
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    claim.shared_secret = market->secrets[INITECH];
    assert_int_equal(authenticate(market, claim, &caller), DENIED);
    claim = market_claim(market, GLOBEX);
    claim.from = (struct credentials){NULL, 0};
    claim.sender = claim.from;
    claim.to = claim.from;
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
}

/* PUN-1: INTEROP C4: what Coupa sends while nobody has typed a secret */
static void the_secret_none(void **state)
{
    struct market *market = market_open(*state);
    struct claim claim = market_claim(market, GLOBEX);
    struct caller caller;
    claim.shared_secret = "none";
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    assert_true(holds(market->ctx.fault.message, "Secret field is empty"));
    claim.shared_secret = "wrong";
    assert_int_equal(authenticate(market, claim, &caller), UNAUTHENTICATED);
    assert_false(holds(market->ctx.fault.message, "Secret field is empty"));
}

/* PUN-1: the sender is right, what it says of From or To is not */
static void contradictions(void **state)
{
    struct market *market = market_open(*state);
    const struct claim right = market_claim(market, GLOBEX);
    struct claim claim = right;
    struct caller caller;
    claim.from = SECTION({"DUNS", "100000017"}, {"duns", "100000018"});
    assert_int_equal(authenticate(market, claim, &caller), DENIED);
    assert_true(holds(market->ctx.fault.message, "contradicts"));
    claim.from = SECTION({"DUNS", "100000018"}, {"DUNS", "100000017"});
    assert_int_equal(authenticate(market, claim, &caller), DENIED);
    claim.from = SECTION({"DUNS", "100000018"});
    assert_int_equal(authenticate(market, claim, &caller), DENIED);
    /* two buyers of ours in two naming schemes */
    claim.from = SECTION({"DUNS", "100000017"}, {"NetworkID", "AN01000000033"});
    assert_int_equal(authenticate(market, claim, &caller), DENIED);
    claim = right;
    claim.to = SECTION({"DUNS", "100000901"});
    assert_int_equal(authenticate(market, claim, &caller), DENIED);
    assert_true(holds(market->ctx.fault.message, "100000901"));
    assert_true(holds(market->ctx.fault.message, "100000900"));
    claim = right;
    claim.sender = SECTION({"DUNS", "100000017"}, {"DUNS", "100000018"});
    assert_int_not_equal(authenticate(market, claim, &caller), OK);
}

/* PUN-1: further names of the same organization in domains that nobody knows here */
static void several_credentials(void **state)
{
    struct market *market = market_open(*state);
    const struct claim right = market_claim(market, GLOBEX);
    struct claim claim = right;
    struct caller caller;
    claim.from = SECTION({"InternalSupplierID", "4711"}, {"DUNS", "100000017"});
    claim.to = SECTION({"DUNS", "100000900"}, {"InternalSupplierID", "4712"});
    claim.sender = claim.from;
    assert_int_equal(authenticate(market, claim, &caller), OK);
    claim.from = SECTION({"DUNS", "100000017"}, {"DUNS", "100000017"});
    assert_int_equal(authenticate(market, claim, &caller), OK);
    claim = right;
    claim.to = SECTION({"SomeHubsDomain", "anything"});
    assert_int_equal(authenticate(market, claim, &caller), OK);
}

/* CON-6 */
static void test_treatment(void **state)
{
    struct market *market = market_open(*state);
    const struct claim right = market_claim(market, SOYLENT);
    struct claim claim = right;
    struct caller caller;
    assert_false(market_caller(market, GLOBEX).test);
    assert_false(market_caller(market, SOYLENT).test);
    assert_true(market_caller(market, INITECH).test);
    claim.test = true;
    assert_int_equal(authenticate(market, claim, &caller), OK);
    assert_true(caller.test);
    claim = right;
    claim.from = SECTION({"NetworkID", "AN01000000033-T"});
    assert_int_equal(authenticate(market, claim, &caller), OK);
    assert_true(caller.test);
    claim.from = SECTION({"NetworkID", "an01000000033-t"});
    assert_int_equal(authenticate(market, claim, &caller), OK);
    assert_true(caller.test);
    claim = right;
    claim.to = SECTION({"NetworkID", "AN01000000900-T"});
    assert_int_equal(authenticate(market, claim, &caller), OK);
    assert_true(caller.test);
    claim = market_claim(market, INITECH);
    claim.test = false;
    assert_int_equal(authenticate(market, claim, &caller), OK);
    assert_true(caller.test);
}

/* CON-9: who speaks is one question, whether the connection is enabled another */
static void disabled_connections_are_known(void **state)
{
    struct market *market = market_open(*state);
    market_set_status(market, GLOBEX, CONNECTION_DISABLED);
    struct caller caller = market_caller(market, GLOBEX);
    assert_int_equal(caller.connection.status, CONNECTION_DISABLED);
    assert_true(caller.connection.disabled_us == MARKET_START_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        unit_case(known_buyers),          unit_case(spelling),
        unit_case(nothing_is_given_away), unit_case(wrong_secrets),
        unit_case(other_senders),         unit_case(the_secret_none),
        unit_case(contradictions),        unit_case(several_credentials),
        unit_case(test_treatment),        unit_case(disabled_connections_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
