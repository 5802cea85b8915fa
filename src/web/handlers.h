#ifndef WEB_HANDLERS_H
#define WEB_HANDLERS_H
/* What the route table of routes.c points to; each handler stands in the file of its page. */
#include "http/reply.h"
#include "http/request.h"
#include "http/server.h"

http_handler public_welcome;
http_handler public_health;
http_handler static_get;
http_handler start_get;
http_handler home_get;
http_handler compare_get;
http_handler product_get;
http_handler items_post;
http_handler subscribe_post;
http_handler request_get;
http_handler requests_get;
http_handler request_remove;
http_handler request_approval;
http_handler session_cancel;
http_handler session_sign_in_get;
http_handler session_sign_in_post;
http_handler session_code_post;
http_handler session_openid_get;
http_handler openid_return_get;

#endif
