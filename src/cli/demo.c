#include "cli/demo.h"

#include <string.h>

#include "app/account.h"
#include "app/secret.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/home.h"
#include "crypto/random.h"
#include "domain/catalogue_json.h"
#include "domain/managed_policy.h"
#include "store/catalogue.h"
#include "store/connection.h"
#include "store/organization.h"
#include "store/policy.h"
#include "store/principal.h"
#include "store/supplier.h"

enum { SECRET_BYTES = 32 };

/* Invented firms; the DUNS numbers and ANIDs belong to nobody that we know of. */
static const struct {
    const char *organization;
    const char *email;
    struct connection connection;
    bool free_preapproved;
} buyers[] = {
    {.organization = "Globex",
     .email = "procurement@globex.example",
     .connection = {.name = "Globex Coupa",
                    .description = "Software for all of Globex",
                    .instance_host = "globex.coupahost.com",
                    .redirect_url = "https://globex.coupahost.com/punchout/marketplace",
                    .system = SYSTEM_COUPA,
                    .mode = MODE_PRODUCTION,
                    .buyer = {"DUNS", "100000017"},
                    .supplier = {"DUNS", "100000900"},
                    .sender = {"DUNS", "100000017"},
                    .cart_encoding = CART_BASE64,
                    .dtd_version = "1.2.014",
                    .classification = CLASSIFY_UNIFORM,
                    .return_hosts = "*.coupahost.com *.coupacloud.com",
                    .frame_ancestors = "https://*.coupahost.com https://*.coupacloud.com"},
     .free_preapproved = true},
    {.organization = "Initech",
     .email = "purchasing@initech.example",
     .connection = {.name = "Initech Coupa (test)",
                    .system = SYSTEM_COUPA,
                    .mode = MODE_TEST,
                    .buyer = {"DUNS", "100000025"},
                    .supplier = {"DUNS", "100000900"},
                    .sender = {"DUNS", "100000025"},
                    .cart_encoding = CART_URLENCODED,
                    .dtd_version = "1.2.014",
                    .classification = CLASSIFY_BY_LINE_TYPE,
                    .return_hosts = "*.coupahost.com *.coupacloud.com",
                    .frame_ancestors = "https://*.coupahost.com https://*.coupacloud.com"}},
    {.organization = "Soylent",
     .email = "einkauf@soylent.example",
     .connection = {.name = "Soylent Ariba",
                    .system = SYSTEM_ARIBA,
                    .mode = MODE_PRODUCTION,
                    .buyer = {"NetworkID", "AN01000000033"},
                    .supplier = {"NetworkID", "AN01000000900"},
                    .sender = {"AribaNetworkUserId", "sysadmin@ariba.com"},
                    .cart_encoding = CART_BASE64,
                    .dtd_version = "1.2.020",
                    .classification = CLASSIFY_UNIFORM,
                    .return_hosts = "*.ariba.com",
                    .frame_ancestors = "https://*.ariba.com"}},
};

struct loading {
    struct ctx *ctx;
    struct catalogue catalogue;
};

/* What buyers of SAP Ariba choose as their supplier: with the secret of the network. */
static enum status insert_supplier(struct db_tx *tx, struct ctx *ctx,
                                   const struct connection_row *connection)
{
    return supplier_store_insert(tx, &(struct supplier_row){
                                         .id = ctx_new_id(ctx),
                                         .name = "Marketplace",
                                         .credential = connection->connection.supplier,
                                         .secret_hash = connection->secret_hash,
                                         .secret_sealed = connection->secret_sealed,
                                         .created_us = connection->created_us,
                                     });
}

static enum status insert_connection(struct db_tx *tx, struct ctx *ctx,
                                     struct connection connection,
                                     const struct organization *organization)
{
    unsigned char *hash = arena_alloc(ctx->arena, HASH_SIZE);
    const char *secret = random_token(ctx->arena, SECRET_BYTES);
    secret_hash(ctx->app, secret, hash);
    connection.organization_id = organization->id;
    connection.id = ctx_new_id(ctx);
    connection.account_id = organization->management_account_id;
    connection.status = CONNECTION_ENABLED;
    connection.classification_table = "";
    connection.unit_of_measure = "EA";
    connection.sellers = "";
    connection.address_ranges = "";
    connection.client_certificate = "";
    connection.allow_loopback = true;
    connection.frame_ancestors = arena_printf(
        ctx->arena, "%s http://127.0.0.1:* http://localhost:*", connection.frame_ancestors);
    struct connection_row row = {
        .connection = connection,
        .secret_hash = {hash, HASH_SIZE},
        .secret_sealed = seal(ctx->arena, &ctx->app->key, SECRET_LABEL, bytes_of(secret)),
        .created_us = ctx_now_us(ctx),
    };
    enum status st = connection_store_insert(tx, ctx->arena, &row);
    return st == OK && connection.system == SYSTEM_ARIBA ? insert_supplier(tx, ctx, &row) : st;
}

static enum status insert_account(struct db_tx *tx, struct ctx *ctx, const struct account *account)
{
    const struct principal root = {
        .account_id = account->id,
        .id = account->id,
        .kind = "root",
        .name = "",
        .email = account->email,
        .status = "ACTIVE",
        .created_us = account->created_us,
    };
    enum status st = account_store_insert(tx, account);
    return st == OK ? principal_store_insert(tx, ctx->arena, &root) : st;
}

/* Who works at a management account: one sets procurement up, one looks on. Nobody has a password.
 */
static const struct {
    const char *name;
    const char *policies[2];
} users[] = {
    {"amelia",
     {"AWSMarketplaceProcurementSystemAdminFullAccess", "AWSMarketplaceManageSubscriptions"}},
    {"ben", {"AWSMarketplaceRead-only"}},
};

static enum status insert_users(struct db_tx *tx, struct ctx *ctx, const struct account *account)
{
    enum status st = OK;
    for (size_t i = 0; st == OK && i < sizeof users / sizeof *users; i++) {
        const struct principal user = {
            .account_id = account->id,
            .id = ctx_new_id(ctx),
            .kind = "user",
            .name = users[i].name,
            .email = arena_printf(ctx->arena, "%s%s", users[i].name, strchr(account->email, '@')),
            .status = "ACTIVE",
            .created_us = account->created_us,
        };
        st = principal_store_insert(tx, ctx->arena, &user);
        for (size_t j = 0; st == OK && j < 2 && users[i].policies[j] != NULL; j++)
            st = attachment_store_insert(tx, account->id, user.id,
                                         managed_policy_find(users[i].policies[j])->arn,
                                         account->created_us);
    }
    return st;
}

/* An organization with its management account and another one. */
static enum status insert_organization(struct db_tx *tx, struct ctx *ctx, size_t index,
                                       struct organization *organization)
{
    int64_t now_us = ctx_now_us(ctx);
    const char *name = buyers[index].organization;
    *organization = (struct organization){
        .id = organization_new_id(ctx),
        .name = name,
        .management_account_id = account_new_id(ctx),
        .free_preapproved = buyers[index].free_preapproved,
        .created_us = now_us,
    };
    const struct account management = {organization->id,
                                       organization->management_account_id,
                                       arena_printf(ctx->arena, "%s management", name),
                                       buyers[index].email,
                                       "ACTIVE",
                                       now_us};
    const struct account research = {
        organization->id,
        account_new_id(ctx),
        arena_printf(ctx->arena, "%s research", name),
        arena_printf(ctx->arena, "research%s", strchr(buyers[index].email, '@')),
        "ACTIVE",
        now_us};
    enum status st = organization_store_insert(tx, organization);
    if (st == OK)
        st = insert_account(tx, ctx, &management);
    if (st == OK)
        st = insert_account(tx, ctx, &research);
    return st == OK ? insert_users(tx, ctx, &management) : st;
}

static enum status insert_buyer(struct db_tx *tx, struct ctx *ctx, size_t index)
{
    struct organization organization;
    enum status st = insert_organization(tx, ctx, index, &organization);
    return st == OK ? insert_connection(tx, ctx, buyers[index].connection, &organization) : st;
}

static enum status load(struct db_tx *tx, void *state)
{
    struct loading *loading = state;
    const struct catalogue *catalogue = &loading->catalogue;
    enum status st = OK;
    for (size_t i = 0; st == OK && i < catalogue->seller_count; i++)
        st = catalogue_store_put_seller(tx, &catalogue->sellers[i]);
    for (size_t i = 0; st == OK && i < catalogue->product_count; i++)
        st = catalogue_store_put_product(tx, loading->ctx->arena, &catalogue->products[i],
                                         (int64_t)i + 1);
    for (size_t i = 0; st == OK && i < sizeof buyers / sizeof *buyers; i++)
        st = insert_buyer(tx, loading->ctx, i);
    return st;
}

enum status demo_load(struct ctx *ctx)
{
    struct loading loading = {.ctx = ctx};
    const struct embedded_file *file = embedded_find(&demo_files, "catalogue.json");
    if (file == NULL)
        return fault_set(&ctx->fault, FAILED, "the demo catalogue is not built in");
    enum status st = catalogue_read(ctx->arena, (struct bytes){file->data, file->size},
                                    &loading.catalogue, &ctx->fault);
    return st == OK ? db_write(ctx->app->db, load, &loading, &ctx->fault) : st;
}
