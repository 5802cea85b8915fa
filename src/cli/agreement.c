#include "store/agreement.h"
#include "app/ending.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/admin.h"
#include "cli/home.h"
#include "cli/output.h"

struct look {
    struct invocation *invocation;
    struct agreement_list list;
    struct agreement agreement;
};

static enum status read_list(struct db_tx *tx, void *state)
{
    struct look *look = state;
    return agreement_store_list(tx, look->invocation->arena, look->invocation->limit, &look->list);
}

static enum status read_one(struct db_tx *tx, void *state)
{
    struct look *look = state;
    enum status st = agreement_store_find(tx, look->invocation->arena, look->invocation->object,
                                          &look->agreement);
    return st != NOT_FOUND ? st
                           : fault_set(db_fault(tx), NOT_FOUND, "There is no agreement '%s'.",
                                       look->invocation->object);
}

/* The members of an agreement; the object stays open. */
static void open_agreement(struct json_writer *w, struct arena *arena,
                           const struct agreement *agreement)
{
    json_write_object(w);
    json_write_member_text(w, "id", agreement->id);
    json_write_member_text(w, "organization_id", agreement->organization_id);
    json_write_member_text(w, "account_id", agreement->account_id);
    json_write_member_text(w, "state", agreement_state_name(agreement->state));
    json_write_member_text(w, "title", agreement->title);
    json_write_member_text(w, "seller", agreement->seller);
    json_write_member_text(w, "product_id", agreement->product_id);
    json_write_member_text(w, "offer_id", agreement->offer_id);
    json_write_member_text(w, "terms", agreement->terms);
    output_json_time(w, arena, "start", agreement->start_us);
    output_json_time(w, arena, "end", agreement->end_us);
    json_write_member_text(w, "renews_id", agreement->renews_id);
    json_write_member_bool(w, "auto_renew", agreement->auto_renew);
    json_write_member_text(w, "value", money_amount(arena, agreement->value));
    json_write_member_text(w, "currency", agreement->value.currency);
    json_write_member_text(w, "request_id", agreement->request_id);
    json_write_member_text(w, "purchase_order_id", agreement->purchase_order_id);
    json_write_member_text(w, "order_id", agreement->order_id);
    json_write_member_text(w, "order_line", agreement->order_line);
}

static void write_parts(struct json_writer *w, struct arena *arena,
                        const struct agreement *agreement)
{
    json_write_name(w, "charges");
    json_write_array(w);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        json_write_object(w);
        json_write_member_int(w, "number", charge->number);
        json_write_member_text(w, "kind", charge_kind_name(charge->kind));
        json_write_member_text(w, "description", charge->description);
        json_write_member_text(w, "amount", money_amount(arena, charge->amount));
        output_json_time(w, arena, "due", charge->due_us);
        json_write_member_text(w, "invoice_id", charge->invoice_id);
        json_write_close(w);
    }
    json_write_close(w);
    json_write_name(w, "entitlements");
    json_write_array(w);
    for (size_t i = 0; i < agreement->entitlement_count; i++) {
        const struct entitlement *entitlement = &agreement->entitlements[i];
        json_write_object(w);
        json_write_member_text(w, "dimension", entitlement->dimension);
        json_write_member_text(w, "name", entitlement->name);
        if (entitlement->quantity < 0) {
            json_write_name(w, "quantity");
            json_write_null(w);
        } else {
            json_write_member_int(w, "quantity", entitlement->quantity);
        }
        json_write_member_text(w, "unit", entitlement->unit);
        json_write_close(w);
    }
    json_write_close(w);
}

static void show_json(const struct look *look)
{
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, look->invocation->arena);
    open_agreement(&w, look->invocation->arena, &look->agreement);
    write_parts(&w, look->invocation->arena, &look->agreement);
    json_write_close(&w);
    output_json_end(&w, &text, look->invocation->out);
}

static void show_text(const struct look *look)
{
    static const char *const headers[] = {"CHARGE", "KIND", "DUE", "AMOUNT", "INVOICE"};
    const struct agreement *agreement = &look->agreement;
    struct arena *arena = look->invocation->arena;
    FILE *out = look->invocation->out;
    struct table table;
    fprintf(out, "Agreement  %s\nState      %s\nProduct    %s\nSeller     %s\nTerms      %s\n",
            agreement->id, agreement_state_name(agreement->state), agreement->title,
            agreement->seller, agreement->terms);
    fprintf(out,
            "Account    %s\nValue      %s\nStart      %s\nEnd        %s\nOrder      %s%s%s\n\n",
            agreement->account_id, money_text(arena, agreement->value),
            time_date(arena, agreement->start_us),
            agreement->end_us == 0 ? "-" : time_date(arena, agreement->end_us),
            agreement->order_id == NULL ? "none: approved beforehand" : agreement->order_id,
            agreement->order_line == NULL ? "" : ", line ", text_or_empty(agreement->order_line));
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < agreement->charge_count; i++) {
        const struct agreement_charge *charge = &agreement->charges[i];
        table_cell(&table, charge->description);
        table_cell(&table, charge_kind_name(charge->kind));
        table_cell(&table, charge->due_us == 0 ? "monthly" : time_date(arena, charge->due_us));
        table_cell(&table, money_text(arena, charge->amount));
        table_cell(&table, charge->invoice_id == NULL ? "-" : charge->invoice_id);
    }
    table_print(&table, out, "It has no charges.");
    for (size_t i = 0; i < agreement->entitlement_count; i++) {
        const struct entitlement *entitlement = &agreement->entitlements[i];
        fprintf(out, "%s%s: %s %s\n", i == 0 ? "\nEntitled to\n  " : "  ", entitlement->name,
                entitlement->quantity < 0
                    ? "unlimited"
                    : arena_printf(arena, "%lld", (long long)entitlement->quantity),
                entitlement->unit);
    }
}

static void list_json(const struct look *look)
{
    struct json_writer w;
    struct buf text;
    output_json_start(&w, &text, look->invocation->arena);
    json_write_object(&w);
    json_write_name(&w, "agreements");
    json_write_array(&w);
    for (size_t i = 0; i < look->list.count; i++) {
        open_agreement(&w, look->invocation->arena, &look->list.items[i]);
        json_write_close(&w);
    }
    json_write_close(&w);
    json_write_close(&w);
    output_json_end(&w, &text, look->invocation->out);
}

static void list_text(const struct look *look)
{
    static const char *const headers[] = {"ID", "STATE", "PRODUCT", "VALUE", "ORDER", "START"};
    struct arena *arena = look->invocation->arena;
    struct table table;
    table_start(&table, arena, headers, sizeof headers / sizeof *headers);
    for (size_t i = 0; i < look->list.count; i++) {
        const struct agreement *agreement = &look->list.items[i];
        table_cell(&table, agreement->id);
        table_cell(&table, agreement_state_name(agreement->state));
        table_cell(&table, agreement->title);
        table_cell(&table, money_text(arena, agreement->value));
        table_cell(&table, agreement->order_id == NULL ? "-" : agreement->order_id);
        table_cell(&table, time_date(arena, agreement->start_us));
    }
    table_print(&table, look->invocation->out, "No agreements yet.");
}

static enum status terminate(struct admin *admin)
{
    return admin_say(
        admin,
        ending_terminate(&admin->ctx, admin->invocation->object, admin->invocation->description),
        "has ended");
}

static enum status run(struct invocation *invocation, struct fault *fault)
{
    static const struct admin_verb verbs[] = {
        {"terminate", true, false, ADMIN_WRITES, terminate},
    };
    if (invocation->verb != NULL && text_equal(invocation->verb, "terminate"))
        return admin_run(invocation, &command_agreement, (struct admin_verbs){verbs, 1}, fault);

    bool show = invocation->verb != NULL && text_equal(invocation->verb, "show");
    bool list = invocation->verb != NULL && text_equal(invocation->verb, "list");
    struct look look = {.invocation = invocation};
    struct home home;
    if (invocation->data == NULL || (!show && !list) || show != (invocation->object != NULL))
        return command_usage(&command_agreement, fault);
    enum status st =
        home_open(invocation->arena, invocation->data, DB_READ_ONLY, false, &home, fault);
    if (st == OK)
        st = db_read(home.db, show ? read_one : read_list, &look, fault);
    if (st == OK && show)
        (invocation->json ? show_json : show_text)(&look);
    else if (st == OK)
        (invocation->json ? list_json : list_text)(&look);
    home_close(&home);
    return st;
}

const struct command command_agreement = {
    "agreement", "list|show ID|terminate ID --data DIR [--limit N] [--description WHY] [--json]",
    "agreements, newest first; one can be ended before its day, and the buyer reads why", run};
