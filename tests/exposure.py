"""The reviewed table: every address × person → answer, for GET and for an empty POST.

A line: name of the address, sample that fills its arguments, method, then one word a person.
ok 200 · go redirect · in redirect to sign in · no 404 · 422 form with errors · 405 wrong method.
"""

PEOPLE = (
    "anon",
    "pablo",
    "ana",
    "adela",
    "bruno",
    "beto",
    "carla",
    "dario",
    "diana",
    "sonia",
    "elena",
)

# Whoever opens these needs not be signed in.
PUBLIC = {
    "home", "account_login", "account_logout", "account_reset_password",
    "second_step", "second_step_enrol",
    "account_reset_password_confirm", "register", "register_customer", "register_choose",
    "register_mobile", "register_mobile_choose", "register_codes", "register_resend",
    "register_prospect", "register_complete", "guide", "privacy", "privacy_version",
    "arco", "arco_confirm", "opt_out", "rate_by_link",
    "verify", "verify_code",
    "prove_address", "accept_invitation", "confirm_email", "undo_email", "test_mailbox",
    "test_mail", "test_mail_body", "healthz", "readyz", "parts", "api:activations",
    "api:activations.check_in", "api:activations.deactivate", "api:keys", "api:openapi",
    "api:missing",
}  # fmt: skip

# Columns in the order of PEOPLE.
TABLE = """
home                           -       GET  go  go  go  go  go  go  go  go  go  go  go
home                           -       POST 405 405 405 405 405 405 405 405 405 405 405
account_login                  -       GET  ok  go  go  go  go  go  go  go  go  go  go
account_login                  -       POST ok  go  go  go  go  go  go  go  go  go  go
second_step                    -       GET  go  go  go  go  go  go  go  go  go  go  go
second_step                    -       POST go  go  go  go  go  go  go  go  go  go  go
second_step_enrol              -       GET  go  go  go  go  go  go  go  go  go  go  go
second_step_enrol              -       POST go  go  go  go  go  go  go  go  go  go  go
security                       -       GET  in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
security                       -       POST in  405 405 405 405 405 405 405 405 405 405
security_enrol                 -       GET  in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
security_enrol                 -       POST in  422 422 422 422 422 422 422 422 422 422
security_codes                 -       GET  in  go  go  go  go  go  go  go  go  go  go
security_codes                 -       POST in  go  go  go  go  go  go  go  go  go  go
security_remove                -       GET  in  go  go  go  go  go  go  go  go  go  go
security_remove                -       POST in  go  go  go  go  go  go  go  go  go  go
account_logout                 -       GET  go  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_logout                 -       POST go  go  go  go  go  go  go  go  go  go  go
account_reset_password         -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_reset_password         -       POST 422 422 422 422 422 422 422 422 422 422 422
account_reset_password_confirm reset   GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
account_reset_password_confirm reset   POST 422 422 422 422 422 422 422 422 422 422 422
portal:home                    -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:home                    -       POST in  405 405 405 405 405 405 no  no  no  no
portal:menu                    -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:menu                    -       POST in  405 405 405 405 405 405 no  no  no  no
portal:tickets.index           -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:tickets.index           -       POST in  405 405 405 405 405 405 no  no  no  no
portal:tickets.new             -       GET  in  go  ok  ok  ok  ok  ok  no  no  no  no
portal:tickets.new             -       POST in  405 405 405 405 405 405 no  no  no  no
portal:tickets.new_service     -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:tickets.new_service     -       POST in  422 422 422 422 422 422 no  no  no  no
portal:tickets.new_support     support GET  in  no  ok  ok  ok  ok  no  no  no  no  no
portal:tickets.new_support     support POST in  no  422 422 422 422 no  no  no  no  no
portal:tickets.show            ticket  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:tickets.show            ticket  POST in  405 405 405 405 405 405 no  no  no  no
portal:tickets.reply           ticket  GET  in  no  go  go  go  no  no  no  no  no  no
portal:tickets.reply           ticket  POST in  no  422 422 422 no  no  no  no  no  no
portal:tickets.cancel          ticket  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:tickets.cancel          ticket  POST in  no  ok  ok  ok  no  no  no  no  no  no
portal:tickets.rate            ticket  GET  in  no  go  go  go  no  no  no  no  no  no
portal:tickets.rate            ticket  POST in  no  422 422 422 no  no  no  no  no  no
portal:tickets.news            ticket  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:tickets.news            ticket  POST in  405 405 405 405 405 405 no  no  no  no
portal:serials.index           -       GET  in  no  ok  ok  ok  no  ok  no  no  no  no
portal:serials.index           -       POST in  405 405 405 405 405 405 no  no  no  no
portal:serials.show            serial  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:serials.show            serial  POST in  405 405 405 405 405 405 no  no  no  no
portal:serials.devices_csv     serial  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:serials.devices_csv     serial  POST in  405 405 405 405 405 405 no  no  no  no
portal:serials.device          device  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:serials.device          device  POST in  405 405 405 405 405 405 no  no  no  no
portal:serials.deactivate      device  GET  in  no  ok  ok  no  no  no  no  no  no  no
portal:serials.deactivate      device  POST in  no  422 422 no  no  no  no  no  no  no
portal:serials.activate        device  GET  in  405 405 405 405 405 405 no  no  no  no
portal:serials.activate        device  POST in  no  go  go  no  no  no  no  no  no  no
portal:serials.offline         serial  GET  in  no  ok  ok  no  no  no  no  no  no  no
portal:serials.offline         serial  POST in  no  422 422 no  no  no  no  no  no  no
portal:serials.offline_answer  answer  GET  in  no  ok  ok  no  no  no  no  no  no  no
portal:serials.offline_answer  answer  POST in  405 405 405 405 405 405 no  no  no  no
portal:serials.undo            change  GET  in  405 405 405 405 405 405 no  no  no  no
portal:serials.undo            change  POST in  no  go  go  no  no  no  no  no  no  no
portal:policies.index          -       GET  in  no  ok  ok  ok  no  ok  no  no  no  no
portal:policies.index          -       POST in  405 405 405 405 405 405 no  no  no  no
portal:policies.show           serial  GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:policies.show           serial  POST in  405 405 405 405 405 405 no  no  no  no
portal:policies.certificates   -       GET  in  no  ok  ok  ok  no  ok  no  no  no  no
portal:policies.certificates   -       POST in  no  go  go  go  no  go  no  no  no  no
portal:policies.certificate    paper   GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:policies.certificate    paper   POST in  405 405 405 405 405 405 no  no  no  no
portal:policies.certificate_pdf paper   GET  in  no  ok  ok  ok  no  no  no  no  no  no
portal:policies.certificate_pdf paper   POST in  405 405 405 405 405 405 no  no  no  no
portal:policies.certificate_revoke paper   GET  in  405 405 405 405 405 405 no  no  no  no
portal:policies.certificate_revoke paper   POST in  no  go  go  no  no  no  no  no  no  no
portal:people.index            -       GET  in  no  ok  ok  no  no  no  no  no  no  no
portal:people.index            -       POST in  405 405 405 405 405 405 no  no  no  no
portal:people.invite           -       GET  in  no  ok  ok  no  no  no  no  no  no  no
portal:people.invite           -       POST in  no  422 422 no  no  no  no  no  no  no
portal:people.show             person  GET  in  no  ok  ok  no  no  no  no  no  no  no
portal:people.show             person  POST in  no  422 422 no  no  no  no  no  no  no
portal:people.disable          person  GET  in  405 405 405 405 405 405 no  no  no  no
portal:people.disable          person  POST in  no  go  go  no  no  no  no  no  no  no
portal:people.enable           person  GET  in  405 405 405 405 405 405 no  no  no  no
portal:people.enable           person  POST in  no  go  go  no  no  no  no  no  no  no
portal:people.make_holder      person  GET  in  no  ok  no  no  no  no  no  no  no  no
portal:people.make_holder      person  POST in  no  422 no  no  no  no  no  no  no  no
portal:people.resend           offer   GET  in  405 405 405 405 405 405 no  no  no  no
portal:people.resend           offer   POST in  no  go  go  no  no  no  no  no  no  no
portal:people.withdraw         offer   GET  in  405 405 405 405 405 405 no  no  no  no
portal:people.withdraw         offer   POST in  no  go  go  no  no  no  no  no  no  no
portal:profile.show            -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:profile.show            -       POST in  422 422 422 422 422 422 no  no  no  no
portal:profile.email           -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:profile.email           -       POST in  422 422 422 422 422 422 no  no  no  no
portal:profile.password        -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:profile.password        -       POST in  422 422 422 422 422 422 no  no  no  no
portal:profile.end_sessions    -       GET  in  405 405 405 405 405 405 no  no  no  no
portal:profile.end_sessions    -       POST in  go  go  go  go  go  go  no  no  no  no
portal:profile.switch          -       GET  in  405 405 405 405 405 405 no  no  no  no
portal:profile.switch          -       POST in  no  no  no  no  no  no  no  no  no  no
api:activations                -       GET  405 405 405 405 405 405 405 405 405 405 405
api:activations                -       POST 415 415 415 415 415 415 415 415 415 415 415
api:activations.check_in       -       GET  405 405 405 405 405 405 405 405 405 405 405
api:activations.check_in       -       POST 415 415 415 415 415 415 415 415 415 415 415
api:activations.deactivate     -       GET  405 405 405 405 405 405 405 405 405 405 405
api:activations.deactivate     -       POST 415 415 415 415 415 415 415 415 415 415 415
api:keys                       -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
api:keys                       -       POST 405 405 405 405 405 405 405 405 405 405 405
api:openapi                    -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
api:openapi                    -       POST 405 405 405 405 405 405 405 405 405 405 405
api:missing                    rest    GET  no  no  no  no  no  no  no  no  no  no  no
api:missing                    rest    POST no  no  no  no  no  no  no  no  no  no  no
portal:privacy.show            -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:privacy.show            -       POST in  405 405 405 405 405 405 no  no  no  no
portal:privacy.accept          -       GET  in  405 405 405 405 405 405 no  no  no  no
portal:privacy.accept          -       POST in  go  go  go  go  go  go  no  no  no  no
portal:privacy.choose          -       GET  in  405 405 405 405 405 405 no  no  no  no
portal:privacy.choose          -       POST in  go  go  go  go  go  go  no  no  no  no
portal:privacy.export          -       GET  in  405 405 405 405 405 405 no  no  no  no
portal:privacy.export          -       POST in  go  go  go  go  go  go  no  no  no  no
portal:privacy.download        copy    GET  in  no  ok  no  no  no  no  no  no  no  no
portal:privacy.download        copy    POST in  405 405 405 405 405 405 no  no  no  no
portal:privacy.ask             -       GET  in  ok  ok  ok  ok  ok  ok  no  no  no  no
portal:privacy.ask             -       POST in  422 422 422 422 422 422 no  no  no  no
portal:privacy.withdraw        folio   GET  in  405 405 405 405 405 405 no  no  no  no
portal:privacy.withdraw        folio   POST in  no  go  no  no  no  no  no  no  no  no
desk:home                      -       GET  in  no  no  no  no  no  no  go  go  go  go
desk:home                      -       POST in  no  no  no  no  no  no  405 405 405 405
desk:tickets.index             -       GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:tickets.index             -       POST in  no  no  no  no  no  no  405 405 405 405
desk:tickets.new               -       GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:tickets.new               -       POST in  no  no  no  no  no  no  405 405 405 405
desk:tickets.new_for           account GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:tickets.new_for           account POST in  no  no  no  no  no  no  ok  ok  ok  ok
desk:tickets.show              ticket  GET  in  no  no  no  no  no  no  ok  no  ok  ok
desk:tickets.show              ticket  POST in  no  no  no  no  no  no  405 405 405 405
desk:tickets.reply             ticket  GET  in  no  no  no  no  no  no  405 405 405 405
desk:tickets.reply             ticket  POST in  no  no  no  no  no  no  422 no  422 422
desk:tickets.note              ticket  GET  in  no  no  no  no  no  no  405 405 405 405
desk:tickets.note              ticket  POST in  no  no  no  no  no  no  422 no  422 422
desk:tickets.take              ticket  GET  in  no  no  no  no  no  no  405 405 405 405
desk:tickets.take              ticket  POST in  no  no  no  no  no  no  go  no  go  go
desk:tickets.wait              ticket  GET  in  no  no  no  no  no  no  405 405 405 405
desk:tickets.wait              ticket  POST in  no  no  no  no  no  no  go  no  go  go
desk:tickets.assign            ticket  GET  in  no  no  no  no  no  no  ok  no  ok  ok
desk:tickets.assign            ticket  POST in  no  no  no  no  no  no  ok  no  ok  ok
desk:tickets.transfer          ticket  GET  in  no  no  no  no  no  no  ok  no  ok  ok
desk:tickets.transfer          ticket  POST in  no  no  no  no  no  no  ok  no  ok  ok
desk:tickets.cancel            ticket  GET  in  no  no  no  no  no  no  ok  no  ok  ok
desk:tickets.cancel            ticket  POST in  no  no  no  no  no  no  ok  no  ok  ok
desk:customers.index           -       GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:customers.index           -       POST in  no  no  no  no  no  no  405 405 405 405
desk:customers.new             -       GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.new             -       POST in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.show            pk      GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:customers.show            pk      POST in  no  no  no  no  no  no  405 405 405 405
desk:customers.edit            pk      GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.edit            pk      POST in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.finish          pk      GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:customers.finish          pk      POST in  no  no  no  no  no  no  ok  ok  ok  ok
desk:customers.new_contact     pk      GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.new_contact     pk      POST in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.invite          pk      GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.invite          pk      POST in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.new_serial      pk      GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:customers.new_serial      pk      POST in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.show              serial  GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:serials.show              serial  POST in  no  no  no  no  no  no  405 405 405 405
desk:serials.block             serial  GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.block             serial  POST in  no  no  no  no  no  no  no  no  422 422
desk:serials.unblock           serial  GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.unblock           serial  POST in  no  no  no  no  no  no  no  no  422 422
desk:serials.renew             serial  GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.renew             serial  POST in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.move              serial  GET  in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.move              serial  POST in  no  no  no  no  no  no  no  no  ok  ok
desk:serials.deactivate        device  GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:serials.deactivate        device  POST in  no  no  no  no  no  no  422 422 422 422
desk:serials.activate          device  GET  in  no  no  no  no  no  no  ok  ok  ok  ok
desk:serials.activate          device  POST in  no  no  no  no  no  no  422 422 422 422
desk:audit.index               -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:audit.index               -       POST in  no  no  no  no  no  no  405 405 405 405
desk:audit.export              -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:audit.export              -       POST in  no  no  no  no  no  no  405 405 405 405
desk:imports.index             -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:imports.index             -       POST in  no  no  no  no  no  no  405 405 405 405
desk:imports.new               -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:imports.new               -       POST in  no  no  no  no  no  no  no  no  no  422
desk:imports.show              import  GET  in  no  no  no  no  no  no  no  no  no  ok
desk:imports.show              import  POST in  no  no  no  no  no  no  405 405 405 405
desk:imports.columns           import  GET  in  no  no  no  no  no  no  405 405 405 405
desk:imports.columns           import  POST in  no  no  no  no  no  no  no  no  no  422
desk:imports.confirm           import  GET  in  no  no  no  no  no  no  405 405 405 405
desk:imports.confirm           import  POST in  no  no  no  no  no  no  no  no  no  go
desk:imports.cancel            import  GET  in  no  no  no  no  no  no  405 405 405 405
desk:imports.cancel            import  POST in  no  no  no  no  no  no  no  no  no  go
desk:imports.errors            import  GET  in  no  no  no  no  no  no  no  no  no  ok
desk:imports.errors            import  POST in  no  no  no  no  no  no  405 405 405 405
desk:imports.report            import  GET  in  no  no  no  no  no  no  no  no  no  ok
desk:imports.report            import  POST in  no  no  no  no  no  no  405 405 405 405
desk:throttles.index           -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:throttles.index           -       POST in  no  no  no  no  no  no  405 405 405 405
desk:throttles.lift            slowed  GET  in  no  no  no  no  no  no  no  no  no  ok
desk:throttles.lift            slowed  POST in  no  no  no  no  no  no  no  no  no  ok
desk:privacy.index             -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:privacy.index             -       POST in  no  no  no  no  no  no  405 405 405 405
desk:privacy.notice            -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:privacy.notice            -       POST in  no  no  no  no  no  no  no  no  no  422
desk:privacy.rest_days         -       GET  in  no  no  no  no  no  no  no  no  no  ok
desk:privacy.rest_days         -       POST in  no  no  no  no  no  no  no  no  no  422
desk:privacy.remove_rest_day   restday GET  in  no  no  no  no  no  no  405 405 405 405
desk:privacy.remove_rest_day   restday POST in  no  no  no  no  no  no  no  no  no  go
desk:privacy.request           folio   GET  in  no  no  no  no  no  no  no  no  no  ok
desk:privacy.request           folio   POST in  no  no  no  no  no  no  405 405 405 405
desk:privacy.answer            folio   GET  in  no  no  no  no  no  no  405 405 405 405
desk:privacy.answer            folio   POST in  no  no  no  no  no  no  no  no  no  422
desk:privacy.extend            folio   GET  in  no  no  no  no  no  no  405 405 405 405
desk:privacy.extend            folio   POST in  no  no  no  no  no  no  no  no  no  422
desk:privacy.complete          folio   GET  in  no  no  no  no  no  no  405 405 405 405
desk:privacy.complete          folio   POST in  no  no  no  no  no  no  no  no  no  go
raise_ticket                   -       GET  in  go  go  go  go  go  go  go  go  go  go
raise_ticket                   -       POST in  405 405 405 405 405 405 405 405 405 405
ask_for_help                   -       GET  in  go  go  go  go  go  go  go  go  go  go
ask_for_help                   -       POST in  405 405 405 405 405 405 405 405 405 405
register                       -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register                       -       POST 405 405 405 405 405 405 405 405 405 405 405
register_customer              -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register_customer              -       POST 422 422 422 422 422 422 422 422 422 422 422
register_choose                sealed  GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register_choose                sealed  POST 422 422 422 422 422 422 422 422 422 422 422
register_mobile                -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register_mobile                -       POST 422 422 422 422 422 422 422 422 422 422 422
register_mobile_choose         sealed  GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register_mobile_choose         sealed  POST 422 422 422 422 422 422 422 422 422 422 422
register_codes                 -       GET  410 410 410 410 410 410 410 410 410 410 410
register_codes                 -       POST 410 410 410 410 410 410 410 410 410 410 410
register_resend                -       GET  405 405 405 405 405 405 405 405 405 405 405
register_resend                -       POST go  go  go  go  go  go  go  go  go  go  go
register_prospect              -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register_prospect              -       POST 422 422 422 422 422 422 422 422 422 422 422
register_complete              joining GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
register_complete              joining POST 422 422 422 422 422 422 422 422 422 422 422
verify                         -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
verify                         -       POST 405 405 405 405 405 405 405 405 405 405 405
verify_code                    paper   GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
verify_code                    paper   POST 405 405 405 405 405 405 405 405 405 405 405
guide                          -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
guide                          -       POST 405 405 405 405 405 405 405 405 405 405 405
privacy                        -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
privacy                        -       POST 405 405 405 405 405 405 405 405 405 405 405
privacy_version                version GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
privacy_version                version POST 405 405 405 405 405 405 405 405 405 405 405
arco                           -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
arco                           -       POST 422 422 422 422 422 422 422 422 422 422 422
arco_confirm                   arco    GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
arco_confirm                   arco    POST ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
opt_out                        optout  GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
opt_out                        optout  POST ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
rate_by_link                   rating  GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
rate_by_link                   rating  POST 422 422 422 422 422 422 422 422 422 422 422
prove_address                  proof   GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
prove_address                  proof   POST go  go  go  go  go  go  go  go  go  go  go
accept_invitation              invited GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
accept_invitation              invited POST 422 422 422 422 422 422 422 422 422 422 422
confirm_email                  confirm GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
confirm_email                  confirm POST go  go  go  go  go  go  go  go  go  go  go
undo_email                     undo    GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
undo_email                     undo    POST go  go  go  go  go  go  go  go  go  go  go
test_mailbox                   -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
test_mailbox                   -       POST 405 405 405 405 405 405 405 405 405 405 405
test_mail                      mail    GET  no  no  no  no  no  no  no  no  no  no  no
test_mail                      mail    POST 405 405 405 405 405 405 405 405 405 405 405
test_mail_body                 mail    GET  no  no  no  no  no  no  no  no  no  no  no
test_mail_body                 mail    POST 405 405 405 405 405 405 405 405 405 405 405
uploads.create                 -       GET  in  405 405 405 405 405 405 405 405 405 405
uploads.create                 -       POST in  422 422 422 422 422 422 422 422 422 422
uploads.remove                 -       GET  in  405 405 405 405 405 405 405 405 405 405
uploads.remove                 -       POST in  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
attachments.show               file    GET  in  no  ok  ok  ok  no  no  ok  no  ok  ok
attachments.show               file    POST in  405 405 405 405 405 405 405 405 405 405
attachments.preview            file    GET  in  no  ok  ok  ok  no  no  ok  no  ok  ok
attachments.preview            file    POST in  405 405 405 405 405 405 405 405 405 405
drafts.save                    -       GET  in  405 405 405 405 405 405 405 405 405 405
drafts.save                    -       POST in  no  no  no  no  no  no  no  no  no  no
healthz                        -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
healthz                        -       POST 405 405 405 405 405 405 405 405 405 405 405
readyz                         -       GET  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
readyz                         -       POST 405 405 405 405 405 405 405 405 405 405 405
parts                          -       GET  no  no  no  no  no  no  no  no  no  no  no
parts                          -       POST no  no  no  no  no  no  no  no  no  no  no
"""
