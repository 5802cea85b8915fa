#ifndef WEB_CONSOLE_PAGES_H
#define WEB_CONSOLE_PAGES_H
/* The page functions that the route tables of console_routes.c name. */
#include "web/console.h"

/* Both realms. */
console_page_function sign_in_page, sign_in_send, code_page, code_send, sign_up_page, sign_up_send,
    sign_out_send;
console_page_function profile_page, profile_password_page, profile_password_send,
    profile_factor_page, profile_factor_send, profile_remove_page, profile_remove_send,
    profile_codes_page, profile_codes_send, profile_sessions_send;
console_page_function audit_page, audit_export;
console_page_function connections_page, connection_page, connection_download, connection_edit_page,
    connection_edit_send, connection_enable_send, connection_disable_page, connection_disable_send,
    connection_end_test_page, connection_end_test_send, connection_start_test_send,
    connection_check_send, connection_reveal_send, connection_rotate_page, connection_rotate_send,
    connection_end_overlap_send, connection_remove_page, connection_remove_send;
console_page_function einvoicing_page, einvoicing_test_send, einvoicing_confirm_send,
    einvoicing_suspend_send, einvoicing_resume_send, einvoice_send;
console_page_function orders_page, order_page, order_document_page, order_accept_send,
    order_reject_send;
console_page_function usage_send, credit_send;
console_page_function subscriptions_page, subscription_page, renewal_send, cancel_page, cancel_send,
    terminate_send, attachment_download, charge_orders_page, charge_orders_send, invoices_page,
    invoice_page, invoice_pdf;
console_page_function deliveries_page, delivery_page, delivery_resend_send;
console_page_function cases_page, case_page, case_say_send, case_move_send;

/* Buyers. */
console_page_function buyer_home, account_page, organization_page;
console_page_function connection_systems_page, connection_new_page, connection_new_send;
console_page_function marketplace_page, marketplace_send;
console_page_function users_page, user_new_page, user_new_send, user_page, user_attach_send,
    user_detach_send, user_confirm_page, user_invite_send, user_factor_send, user_suspend_send,
    user_resume_send, user_delete_send;
console_page_function key_create_send, key_activate_send, key_deactivate_send, key_delete_page,
    key_delete_send;
console_page_function policies_page, policy_new_page, policy_new_send, policy_page,
    policy_version_send, policy_default_send, policy_version_delete_page,
    policy_version_delete_send, policy_delete_page, policy_delete_send;
console_page_function simulator_page;
console_page_function roles_page, role_create_send, role_delete_page, role_delete_send;

/* Operators. */
console_page_function operator_home;
console_page_function accounts_page, account_new_page, account_new_send, operator_account_page,
    account_suspend_page, account_suspend_send, account_resume_send, account_move_page,
    account_move_send, account_invite_page, account_invite_send;
console_page_function organizations_page, organization_new_page, organization_new_send,
    operator_organization_page;
console_page_function operators_page, operator_new_page, operator_new_send, operator_invite_page,
    operator_invite_send, operator_suspend_page, operator_suspend_send, operator_resume_send,
    operator_delete_page, operator_delete_send;
console_page_function suppliers_page, supplier_new_page, supplier_new_send, supplier_rotate_page,
    supplier_rotate_send, taxes_page, tax_page, tax_send, webhooks_page, webhook_send,
    webhook_test_send, webhook_delete_send, self_service_send;
console_page_function audit_verify_send;

#endif
