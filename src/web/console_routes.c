/* Every address of both consoles. The guard is console_handle, in every row. */
#include "web/console.h"
#include "web/console_pages.h"

enum { FORM_LIMIT = 128 * 1024 };

#define ROW(realm_, open_, method_, path_, page_, limit_)                                          \
    {                                                                                              \
        .method = (method_), .path = (path_), .handle = console_handle, .body_limit = (limit_),    \
        .more = &(const struct console_route)                                                      \
        {                                                                                          \
            (page_), (realm_), (open_)                                                             \
        }                                                                                          \
    }
#define BUYER_GET(path, page)    ROW(REALM_BUYER, false, "GET", "/console" path, page, 0)
#define BUYER_POST(path, page)   ROW(REALM_BUYER, false, "POST", "/console" path, page, FORM_LIMIT)
#define OPERATOR_GET(path, page) ROW(REALM_OPERATOR, false, "GET", "/operator" path, page, 0)
#define OPERATOR_POST(path, page)                                                                  \
    ROW(REALM_OPERATOR, false, "POST", "/operator" path, page, FORM_LIMIT)
#define BOTH(method, path, page, limit, open)                                                      \
    ROW(REALM_BUYER, open, method, "/console" path, page, limit),                                  \
        ROW(REALM_OPERATOR, open, method, "/operator" path, page, limit)
#define OPEN_GET(path, page)  BOTH("GET", path, page, 0, true)
#define OPEN_POST(path, page) BOTH("POST", path, page, FORM_LIMIT, true)
#define BOTH_GET(path, page)  BOTH("GET", path, page, 0, false)
#define BOTH_POST(path, page) BOTH("POST", path, page, FORM_LIMIT, false)
/* The pages of one connection, which an operator reaches by its organization. */
#define CONNECTION(method, path, page, limit)                                                      \
    ROW(REALM_BUYER, false, method, "/console/procurement-systems/{connection}" path, page,        \
        limit),                                                                                    \
        ROW(REALM_OPERATOR, false, method,                                                         \
            "/operator/connections/{organization}/{connection}" path, page, limit)
#define CONNECTION_GET(path, page)  CONNECTION("GET", path, page, 0)
#define CONNECTION_POST(path, page) CONNECTION("POST", path, page, FORM_LIMIT)

static const struct http_route routes[] = {
    OPEN_GET("/sign-in", sign_in_page),
    OPEN_POST("/sign-in", sign_in_send),
    OPEN_GET("/code", code_page),
    OPEN_POST("/code", code_send),
    OPEN_GET("/sign-up/{token}", sign_up_page),
    OPEN_POST("/sign-up/{token}", sign_up_send),
    BOTH_POST("/sign-out", sign_out_send),
    BOTH_GET("/profile", profile_page),
    BOTH_GET("/profile/password", profile_password_page),
    BOTH_POST("/profile/password", profile_password_send),
    BOTH_GET("/profile/factor", profile_factor_page),
    BOTH_POST("/profile/factor", profile_factor_send),
    BOTH_GET("/profile/remove-factor", profile_remove_page),
    BOTH_POST("/profile/remove-factor", profile_remove_send),
    BOTH_GET("/profile/codes", profile_codes_page),
    BOTH_POST("/profile/codes", profile_codes_send),
    BOTH_POST("/profile/sessions", profile_sessions_send),
    BOTH_GET("/audit", audit_page),
    BOTH_GET("/audit/export", audit_export),

    BOTH_GET("/purchase-orders", orders_page),
    BOTH_GET("/purchase-orders/{order}", order_page),
    BOTH_GET("/purchase-orders/{order}/documents/{document}", order_document_page),
    BOTH_GET("/purchase-orders/{order}/documents/{document}/attachments/{number}",
             attachment_download),
    BOTH_GET("/subscriptions", subscriptions_page),
    BOTH_GET("/subscriptions/{agreement}", subscription_page),
    BOTH_POST("/subscriptions/{agreement}/renewal", renewal_send),
    BOTH_GET("/subscriptions/{agreement}/purchase-orders", charge_orders_page),
    BOTH_POST("/subscriptions/{agreement}/purchase-orders", charge_orders_send),
    BOTH_GET("/invoices", invoices_page),
    BOTH_GET("/invoices/{invoice}", invoice_page),
    BOTH_GET("/invoices/{invoice}/pdf", invoice_pdf),
    BOTH_POST("/invoices/{invoice}/send", einvoice_send),
    BOTH_GET("/cases", cases_page),
    BOTH_GET("/cases/{case}", case_page),
    BOTH_POST("/cases/{case}/say", case_say_send),
    BOTH_POST("/cases/{case}/move", case_move_send),

    CONNECTION_GET("", connection_page),
    CONNECTION_GET("/purchase-information", connection_download),
    CONNECTION_GET("/edit", connection_edit_page),
    CONNECTION_POST("/edit", connection_edit_send),
    CONNECTION_POST("/enable", connection_enable_send),
    CONNECTION_GET("/disable", connection_disable_page),
    CONNECTION_POST("/disable", connection_disable_send),
    CONNECTION_GET("/end-test", connection_end_test_page),
    CONNECTION_POST("/end-test", connection_end_test_send),
    CONNECTION_POST("/start-test", connection_start_test_send),
    CONNECTION_POST("/check", connection_check_send),
    CONNECTION_POST("/reveal", connection_reveal_send),
    CONNECTION_GET("/rotate", connection_rotate_page),
    CONNECTION_POST("/rotate", connection_rotate_send),
    CONNECTION_POST("/end-overlap", connection_end_overlap_send),
    CONNECTION_GET("/e-invoices", einvoicing_page),
    CONNECTION_POST("/e-invoices", einvoicing_test_send),
    CONNECTION_POST("/e-invoices/confirm", einvoicing_confirm_send),
    CONNECTION_POST("/e-invoices/suspend", einvoicing_suspend_send),
    CONNECTION_POST("/e-invoices/resume", einvoicing_resume_send),
    CONNECTION_GET("/remove", connection_remove_page),
    CONNECTION_POST("/remove", connection_remove_send),

    BUYER_GET("", buyer_home),
    BUYER_GET("/subscriptions/{agreement}/cancel", cancel_page),
    BUYER_POST("/subscriptions/{agreement}/cancel", cancel_send),
    BUYER_GET("/webhooks", webhooks_page),
    BUYER_POST("/webhooks", webhook_send),
    BUYER_POST("/webhooks/{webhook}/test", webhook_test_send),
    BUYER_POST("/webhooks/{webhook}/delete", webhook_delete_send),
    BUYER_GET("/marketplace", marketplace_page),
    BUYER_POST("/marketplace", marketplace_send),
    BUYER_GET("/procurement-systems", connections_page),
    BUYER_GET("/new-procurement-system", connection_systems_page),
    BUYER_GET("/new-procurement-system/{system}", connection_new_page),
    BUYER_POST("/new-procurement-system/{system}", connection_new_send),
    BUYER_GET("/account", account_page),
    BUYER_GET("/organization", organization_page),
    BUYER_GET("/users", users_page),
    BUYER_GET("/new-user", user_new_page),
    BUYER_POST("/new-user", user_new_send),
    BUYER_GET("/users/{user}", user_page),
    BUYER_POST("/users/{user}/attach", user_attach_send),
    BUYER_POST("/users/{user}/detach", user_detach_send),
    BUYER_GET("/users/{user}/confirm/{what}", user_confirm_page),
    BUYER_POST("/users/{user}/invite", user_invite_send),
    BUYER_POST("/users/{user}/remove-factor", user_factor_send),
    BUYER_POST("/users/{user}/suspend", user_suspend_send),
    BUYER_POST("/users/{user}/resume", user_resume_send),
    BUYER_POST("/users/{user}/delete", user_delete_send),
    BUYER_POST("/users/{user}/keys", key_create_send),
    BUYER_POST("/users/{user}/keys/activate", key_activate_send),
    BUYER_POST("/users/{user}/keys/deactivate", key_deactivate_send),
    BUYER_GET("/users/{user}/keys/delete", key_delete_page),
    BUYER_POST("/users/{user}/keys/delete", key_delete_send),
    BUYER_GET("/policies", policies_page),
    BUYER_GET("/new-policy", policy_new_page),
    BUYER_POST("/new-policy", policy_new_send),
    BUYER_GET("/policies/{policy}", policy_page),
    BUYER_POST("/policies/{policy}/versions", policy_version_send),
    BUYER_POST("/policies/{policy}/default", policy_default_send),
    BUYER_GET("/policies/{policy}/delete-version", policy_version_delete_page),
    BUYER_POST("/policies/{policy}/delete-version", policy_version_delete_send),
    BUYER_GET("/policies/{policy}/delete", policy_delete_page),
    BUYER_POST("/policies/{policy}/delete", policy_delete_send),
    BUYER_GET("/simulator", simulator_page),
    BUYER_GET("/roles", roles_page),
    BUYER_POST("/roles", role_create_send),
    BUYER_GET("/roles/delete", role_delete_page),
    BUYER_POST("/roles/delete", role_delete_send),

    OPERATOR_GET("", operator_home),
    OPERATOR_GET("/accounts", accounts_page),
    OPERATOR_GET("/new-account", account_new_page),
    OPERATOR_POST("/new-account", account_new_send),
    OPERATOR_GET("/accounts/{account}", operator_account_page),
    OPERATOR_GET("/accounts/{account}/suspend", account_suspend_page),
    OPERATOR_POST("/accounts/{account}/suspend", account_suspend_send),
    OPERATOR_POST("/accounts/{account}/resume", account_resume_send),
    OPERATOR_GET("/accounts/{account}/move", account_move_page),
    OPERATOR_POST("/accounts/{account}/move", account_move_send),
    OPERATOR_GET("/accounts/{account}/invite", account_invite_page),
    OPERATOR_POST("/accounts/{account}/invite", account_invite_send),
    OPERATOR_GET("/organizations", organizations_page),
    OPERATOR_GET("/new-organization", organization_new_page),
    OPERATOR_POST("/new-organization", organization_new_send),
    OPERATOR_GET("/organizations/{organization}", operator_organization_page),
    OPERATOR_POST("/organizations/{organization}/self-service", self_service_send),
    OPERATOR_GET("/connections", connections_page),
    OPERATOR_GET("/suppliers", suppliers_page),
    OPERATOR_GET("/new-supplier", supplier_new_page),
    OPERATOR_POST("/new-supplier", supplier_new_send),
    OPERATOR_GET("/suppliers/{supplier}/rotate", supplier_rotate_page),
    OPERATOR_POST("/suppliers/{supplier}/rotate", supplier_rotate_send),
    OPERATOR_GET("/taxes", taxes_page),
    OPERATOR_GET("/taxes/{seller}", tax_page),
    OPERATOR_POST("/taxes/{seller}", tax_send),
    OPERATOR_POST("/subscriptions/{agreement}/usage", usage_send),
    OPERATOR_POST("/subscriptions/{agreement}/terminate", terminate_send),
    OPERATOR_POST("/invoices/{invoice}/credit", credit_send),
    OPERATOR_POST("/purchase-orders/{order}/accept", order_accept_send),
    OPERATOR_POST("/purchase-orders/{order}/reject", order_reject_send),
    OPERATOR_GET("/deliveries", deliveries_page),
    OPERATOR_GET("/deliveries/{delivery}", delivery_page),
    OPERATOR_POST("/deliveries/{delivery}/resend", delivery_resend_send),
    OPERATOR_GET("/operators", operators_page),
    OPERATOR_GET("/new-operator", operator_new_page),
    OPERATOR_POST("/new-operator", operator_new_send),
    OPERATOR_GET("/operators/{operator}/invite", operator_invite_page),
    OPERATOR_POST("/operators/{operator}/invite", operator_invite_send),
    OPERATOR_GET("/operators/{operator}/suspend", operator_suspend_page),
    OPERATOR_POST("/operators/{operator}/suspend", operator_suspend_send),
    OPERATOR_POST("/operators/{operator}/resume", operator_resume_send),
    OPERATOR_GET("/operators/{operator}/delete", operator_delete_page),
    OPERATOR_POST("/operators/{operator}/delete", operator_delete_send),
    OPERATOR_POST("/audit/verify", audit_verify_send),
};

const struct http_route *console_routes(size_t *count)
{
    *count = sizeof routes / sizeof *routes;
    return routes;
}
