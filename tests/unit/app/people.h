#ifndef TESTS_UNIT_APP_PEOPLE_H
#define TESTS_UNIT_APP_PEOPLE_H
/* The demo's accounts and who works in them, for tests of accounts and access. */
#include "fixture.h"

#include <string.h>

#include "app/account.h"
#include "app/sign_in.h"
#include "app/sign_up.h"
#include "app/user.h"
#include "app/who.h"
#include "base/text.h"

#define PASSWORD "plum rocket teapot 9"

struct people {
    struct market *market;
    struct ctx *ctx;                         /* of whom it is, ctx->who says; at first of SYSTEM */
    const char *globex, *research, *initech; /* ids of accounts: management, member, another's */
    const char *globex_organization, *initech_organization;
};

static inline const char *people_account(struct people *people, const char *name,
                                         const char **out_organization)
{
    static const struct list_query all = {.limit = 100};
    struct account_list accounts;
    assert_int_equal(account_list(people->ctx, NULL, &all, &accounts), OK);
    for (size_t i = 0; i < accounts.count; i++) {
        if (!text_equal(accounts.items[i].account.name, name))
            continue;
        *out_organization = accounts.items[i].account.organization_id;
        return accounts.items[i].account.id;
    }
    fail_msg("no account %s", name);
    return NULL;
}

static inline struct people people_open(struct arena *arena)
{
    struct market *market = market_open(arena);
    struct people people = {.market = market, .ctx = &market->ctx};
    market->ctx.who = who_system();
    people.globex = people_account(&people, "Globex management", &people.globex_organization);
    people.research = people_account(&people, "Globex research", &people.globex_organization);
    people.initech = people_account(&people, "Initech management", &people.initech_organization);
    return people;
}

/* Chooses PASSWORD by a link; the session's token. */
static inline const char *people_join(struct people *people, const char *link)
{
    const struct sign_up_answer answer = {.password = PASSWORD,
                                          .email = "ada@market.example",
                                          .address = "192.0.2.1",
                                          .browser = "B"};
    struct signed_in in;
    if (sign_up_finish(people->ctx, strrchr(link, '/') + 1, &answer, &in) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return in.token;
}

static inline void people_system(struct people *people)
{
    people->ctx->who = who_system();
}

/* Goes on as who the token stands for. */
static inline const struct who *people_as(struct people *people, enum realm realm,
                                          const char *token)
{
    struct who *who = arena_make(people->ctx->arena, struct who);
    if (sign_in_session(people->ctx, realm, token, who) != OK)
        fail_msg("%s", people->ctx->fault.message);
    who->address = "192.0.2.1";
    people->ctx->request_id = "request";
    people->ctx->who = who;
    return who;
}

static inline const char *people_root(struct people *people, const char *account_id)
{
    const char *link;
    people_system(people);
    assert_int_equal(account_invite_root(people->ctx, account_id, &link), OK);
    return people_join(people, link);
}

/* A user with a policy, or none; signed up. */
static inline const char *people_user(struct people *people, const char *account_id,
                                      const char *name, const char *policy_arn)
{
    const char *link;
    const struct user_create create = {name, "x@globex.example", &policy_arn, policy_arn != NULL};
    people_system(people);
    if (user_create(people->ctx, account_id, &create, &link) != OK)
        fail_msg("%s", people->ctx->fault.message);
    return people_join(people, link);
}

static inline void people_refused(const struct people *people, enum status got,
                                  enum status expected, const char *words)
{
    assert_string_equal(status_name(got), status_name(expected));
    if (strstr(people->ctx->fault.message, words) == NULL)
        fail_msg("'%s' has no '%s'", people->ctx->fault.message, words);
}

#define MANAGED "arn:aws:iam::aws:policy/"

#endif
