#ifndef TESTS_UNIT_APP_CONNECTING_H
#define TESTS_UNIT_APP_CONNECTING_H
/* Connections that people set up, for tests of them. */
#include "people.h"

#include "app/procurement.h"
#include "app/support_case.h"

static inline struct procurement_put coupa_put(void)
{
    return (struct procurement_put){
        .settings = {.system = SYSTEM_COUPA,
                     .name = "EMEA Coupa",
                     .description = "",
                     .buyer_domain = "DUNS",
                     .buyer_identity = "123456789",
                     .sender_domain = "",
                     .sender_identity = "",
                     .instance = "https://emea.coupahost.com",
                     .return_hosts = "",
                     .sellers = "",
                     .redirect_url = "",
                     .cart_encoding = "",
                     .dtd_version = "",
                     .unit_of_measure = "",
                     .classification = "",
                     .classification_table = "",
                     .price_tolerance = "",
                     .address_ranges = "",
                     .client_certificate = "",
                     .acknowledgement = "",
                     .confirmation_url = ""},
        .test = true,
        .secret = "",
    };
}

/* Who sets procurement up at Globex. */
static inline void as_amelia(struct people *people)
{
    people_as(people, REALM_BUYER,
              people_user(people, people->globex, "ada",
                          MANAGED "AWSMarketplaceProcurementSystemAdminFullAccess"));
}

static inline void as_operator(struct people *people)
{
    static const struct who ada = {.kind = WHO_OPERATOR,
                                   .account_id = "",
                                   .organization_id = "",
                                   .principal_id = "op",
                                   .name = "ada@market.example",
                                   .email = "ada@market.example",
                                   .arn = "operator/ada@market.example",
                                   .address = "192.0.2.9"};
    people->ctx->who = &ada;
    people->ctx->request_id = "request";
}

static inline struct connection_key saved(struct people *people, const struct procurement_put *put)
{
    struct settings_problems problems;
    struct connection_key key = {NULL, NULL};
    if (procurement_put(people->ctx, put, &problems, &key.id) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return key;
}

static inline struct connection_view found(struct people *people, struct connection_key key)
{
    struct connection_view view;
    if (procurement_find(people->ctx, key, &view) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return view;
}

static inline const char *revealed(struct people *people, struct connection_key key)
{
    const char *secret;
    if (procurement_reveal(people->ctx, key, false, &secret) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return secret;
}

static inline enum status claims(struct people *people, const struct connection *connection,
                                 const char *secret)
{
    struct caller caller;
    const struct claim claim = {.kind = "PunchOutSetupRequest",
                                .from = {&connection->buyer, 1},
                                .to = {&connection->supplier, 1},
                                .sender = {&connection->sender, 1},
                                .shared_secret = secret};
    enum status st = connection_authenticate(people->ctx, &claim, &caller);
    if (st == OK)
        assert_string_equal(caller.connection.id, connection->id);
    return st;
}

/* SAP Ariba under an ANID, with what the operator has to choose from. */
static inline struct procurement_put ariba_put(struct people *people)
{
    struct supplier_rows suppliers;
    struct procurement_put put = coupa_put();
    assert_int_equal(procurement_suppliers(people->ctx, &suppliers), OK);
    assert_int_equal(suppliers.count, 1);
    assert_int_equal(suppliers.items[0].secret_sealed.size, 0);
    put.settings.system = SYSTEM_ARIBA;
    put.settings.instance = "";
    put.settings.buyer_identity = "AN01000000077-T";
    put.supplier_id = suppliers.items[0].id;
    return put;
}

#endif
