"""The table of tests/test_permissions.py: every address, and who may open it.

A line is the status for each role of tests.world.ROLES, then the names of the URLs. Braces list
variants of a name; * stands for anything. The object in an address belongs to Quanzhou.
"""

# anonymous worker home_cadre county city province next_city superuser
GET = """
200 200 200 200 200 200 200 200  healthz metrics privacy javascript-catalog schema api_docs
200 200 200 200 200 200 200 200  homes:{list,map,detail,report,door,ticket_find,ticket}
200 200 200 200 200 200 200 200  bookings:{space,list,free} services:{activities,session} me
200 200 200 200 200 200 200 200  services:ratings
302 302 302 302 302 302 302 302  services:rate_visit
200 200 200 200 200 200 200 200  api_{homes,home,space_free,availability,activities,activity}
200 200 200 200 200 200 200 200  api_space_rules
302 302 302 302 302 302 302 302  set_language bookings:{book,wait}

200 302 302 302 302 302 302 302  account_{login,request_login_code}
302 302 302 302 302 302 302 302  account_{confirm_login_code,verify_phone,signup}
200 200 200 200 200 200 200 200  account_inactive
302 200 200 200 200 200 200 200  account_{logout,set_password}
302 302 302 302 302 302 302 302  account_change_password mfa_authenticate
302 403 403 403 403 403 403 403  account_reauthenticate mfa_reauthenticate
302 200 200 200 200 200 200 200  mfa_{index,activate_totp,generate_recovery_codes}
302 404 404 404 404 404 404 404  mfa_{deactivate_totp,view_recovery_codes}
302 404 404 404 404 404 404 404  mfa_download_recovery_codes

302 200 200 200 200 200 200 200  own_data close_account services:mine staffing:duty
302 200 200 200 200 200 200 200  my_points bookings:conduct
302 302 404 404 404 404 404 404  bookings:appeal
302 200 200 200 200 200 200 200  messaging:{inbox,choices} bookings:{partner,subscribe}
302 200 404 404 404 404 404 404  bookings:{detail,move,series} services:rate_{booking,activity}
302 302 404 404 404 404 404 404  bookings:move_to
404 404 404 404 404 404 404 404  bookings:calendar
401 200 200 200 200 200 200 200  api_bookings api_series api_waitlist api_messages
401 403 200 200 200 200 200 200  api_grid
302 404 200 200 200 200 404 200  homes:plaque
404 404 200 200 200 200 404 200  uploaded

302 403 403 302 302 302 302 302  reports:home
302 403 403 200 200 200 200 200  reports:reports
302 403 403 200 200 200 404 200  reports:{dashboard,rows}
302 403 403 404 200 200 404 200  reports:{report,progress,download}

200 200 302 302 302 302 302 302  admin:login
302 302 200 200 200 200 200 200  admin:{index,search,jsi18n,app_list}
302 302 200 200 200 200 200 200  admin:password_change{,_done}
302 302 403 403 403 403 403 403  admin:autocomplete
302 302 404 404 404 404 404 404  admin:view_on_site admin:nowhere
302 302 302 302 302 302 302 302  admin:*_object
302 302 422 422 422 422 422 422  admin:unions_division_point

302 302 403 403 403 403 403 200  admin:{axes,django_celery_beat,mfa}_*_changelist
302 302 403 403 403 403 403 403  admin:{axes,django_celery_beat,mfa}_*_add
302 302 404 404 404 404 404 404  admin:{axes,django_celery_beat,mfa}_*_{change,delete,history}

302 302 403 403 403 200 403 200  admin:common_auditentry_changelist
302 302 403 403 403 200 403 200  admin:common_auditentry_{history,change}
302 302 403 403 403 403 403 403  admin:common_auditentry_{add,delete}
302 302 403 403 403 200 403 200  admin:common_jobrun_{changelist,history,change}
302 302 403 403 403 403 403 403  admin:common_jobrun_{add,delete}
302 302 403 403 403 200 403 200  admin:messaging_delivery_changelist
302 302 404 404 404 200 404 200  admin:messaging_delivery_{history,change}
302 302 403 403 403 403 403 403  admin:messaging_delivery_add
302 302 404 404 404 403 404 403  admin:messaging_delivery_delete
302 302 200 200 200 200 200 200  admin:common_importbatch_{changelist,add}
302 302 403 200 200 200 200 200  admin:common_importbatch_template
302 302 404 404 200 404 404 200  admin:common_importbatch_{history,change,progress,original}
302 302 404 404 404 404 404 404  admin:common_importbatch_returned
302 302 404 404 403 404 404 403  admin:common_importbatch_delete

302 302 200 200 200 200 200 200  admin:unions_division_{changelist,history,change}
302 302 403 403 403 403 403 403  admin:unions_division_{add,delete}
302 302 403 200 200 200 200 200  admin:unions_{union,appointment,workplace}_{changelist,add}
302 302 404 200 200 200 404 200  admin:unions_{union,appointment,workplace}_{history,change}
302 302 404 200 200 200 404 200  admin:unions_workplace_delete
302 302 404 403 403 403 404 403  admin:unions_{union,appointment}_delete
302 302 403 200 200 200 200 200  admin:unions_person_changelist
302 302 403 403 403 403 403 403  admin:unions_person_add
302 302 404 200 200 200 404 200  admin:unions_person_{history,change}
302 302 403 200 200 200 404 200  admin:unions_person_give_password
302 302 404 403 403 403 404 403  admin:unions_person_delete

302 302 200 200 200 200 200 200  admin:homes_{facility,calendarday}_{changelist,history,change}
302 302 403 403 403 403 403 403  admin:homes_facility_delete
302 302 403 403 403 200 403 200  admin:homes_{facility,calendarday}_add
302 302 403 403 403 200 403 200  admin:homes_calendarday_delete
302 302 200 200 200 200 200 200  admin:homes_{ticketkind,doorpolicy}_{changelist,history,change}
302 302 200 200 200 200 200 200  admin:unions_pointspolicy_{changelist,history,change}
302 302 200 200 200 200 200 200  admin:bookings_conductpolicy_{changelist,history,change}
302 302 403 403 403 403 403 403  admin:{unions_pointspolicy,bookings_conductpolicy}_{add,delete}
302 302 403 403 403 200 403 200  admin:homes_ticketkind_add
302 302 403 403 403 403 403 403  admin:homes_doorpolicy_add
302 302 403 403 403 403 403 403  admin:homes_{ticketkind,doorpolicy}_delete
302 302 200 200 200 200 200 200  admin:homes_home_changelist
302 302 403 200 200 200 200 200  admin:homes_home_add
302 302 200 200 200 200 404 200  admin:homes_home_{history,simple_history,change}
302 302 200 200 200 200 404 200  admin:homes_home_{set_status,usual_hours}
302 302 302 302 302 302 404 302  admin:homes_home_{see_page,close_for_a_time}
302 302 403 403 403 403 404 403  admin:homes_home_delete
302 302 200 200 200 200 200 200  admin:homes_{agreement,visit,stop,homeappointment}_{changelist,add}
302 302 200 200 200 200 404 200  admin:homes_{agreement,visit,stop,homeappointment}_{history,change}
302 302 200 200 200 200 404 200  admin:homes_{agreement,stop}_delete
302 302 403 403 403 403 404 403  admin:homes_{visit,homeappointment}_delete
302 302 200 200 200 200 200 200  admin:homes_{doorcheck,doorcall,ticket,inspection}_changelist
302 302 403 403 403 403 403 403  admin:homes_{doorcheck,doorcall,ticket,inspection}_add
302 302 200 200 200 200 404 200  admin:homes_{doorcheck,doorcall,ticket,inspection}_{history,change}
302 302 403 403 403 403 404 403  admin:homes_{doorcheck,doorcall,ticket,inspection}_delete
302 302 200 200 200 200 200 200  admin:homes_space_{changelist,add}
302 302 200 200 200 200 404 200  admin:homes_space_{history,change,delete}

302 302 200 200 200 200 200 200  admin:bookings_reservation_{changelist,add}
302 302 200 200 200 200 200 200  admin:bookings_{ruleset,quota}_{changelist,add}
302 302 200 200 200 200 404 200  admin:bookings_{ruleset,quota}_{history,change,delete}
302 302 404 302 302 302 404 302  admin:bookings_rules_of_union
302 302 302 302 302 302 404 302  admin:bookings_rules_of_{home,space}
302 302 200 200 200 200 404 200  admin:bookings_rules_why
302 302 200 200 200 200 200 200  admin:bookings_partnerworker_changelist
302 302 403 403 403 403 403 403  admin:bookings_partnerworker_add
302 302 200 200 200 200 404 200  admin:bookings_partnerworker_{history,change}
302 302 403 403 403 403 404 403  admin:bookings_partnerworker_delete
302 302 200 200 200 200 404 200  admin:bookings_reservation_{history,change,peek}
302 302 200 200 200 200 200 200  admin:bookings_reservation_{grid,requests,sheet,export}
302 302 302 302 302 302 404 302  admin:homes_space_{see_day,see_calendar}
302 302 200 200 200 200 200 200  admin:bookings_approvalpolicy_{changelist,history,change}
302 302 403 403 403 403 403 403  admin:bookings_approvalpolicy_add
302 302 403 403 403 403 403 403  admin:bookings_approvalpolicy_delete
302 302 200 200 200 200 404 200  admin:bookings_reservation_{approve,refuse,come,call_off}
302 302 200 200 200 200 200 200  admin:bookings_reservation_arrivals
302 302 200 200 200 200 200 200  admin:bookings_{strike,appeal,block}_changelist
302 302 403 403 403 403 403 403  admin:bookings_{strike,appeal,block}_add
302 302 200 200 200 200 404 200  admin:bookings_{strike,appeal,block}_{history,change}
302 302 200 200 200 200 404 200  admin:bookings_strike_waive admin:bookings_block_lift
302 302 200 200 200 200 404 200  admin:bookings_appeal_{uphold,reject}
302 302 403 403 403 403 404 403  admin:bookings_{strike,appeal,block}_delete
302 302 403 403 403 403 404 403  admin:bookings_{reservation,series,closure,waitlistentry}_delete
302 302 200 200 200 200 200 200  admin:bookings_waitlistentry_changelist
302 302 403 403 403 403 403 403  admin:bookings_waitlistentry_add
302 302 200 200 200 200 404 200  admin:bookings_waitlistentry_{history,change,offer,take_off}
302 302 200 200 200 200 200 200  admin:bookings_closure_{changelist,add,outside}
302 302 200 200 200 200 404 200  admin:bookings_closure_{history,change,progress,people}
302 302 200 200 200 200 200 200  admin:bookings_series_{changelist,add}
302 302 200 200 200 200 404 200  admin:bookings_series_{history,change,call_off,shift}

302 302 200 200 200 200 200 200  admin:staffing_{contract,staffmember,shift}_{changelist,add}
302 302 200 200 200 200 404 200  admin:staffing_{contract,staffmember,shift}_{history,change}
302 302 200 200 200 200 404 200  admin:staffing_staffmember_link
302 302 200 200 200 200 404 200  admin:staffing_shift_{assign,ask,delete}
302 302 200 200 200 200 200 200  admin:staffing_shift_gaps admin:staffing_assignment_changelist
302 302 302 302 302 302 302 302  admin:staffing_shift_see_gaps
302 302 403 403 403 403 403 403  admin:staffing_assignment_add
302 302 200 200 200 200 404 200  admin:staffing_assignment_{history,change}
302 302 403 403 403 403 404 403  admin:staffing_{contract,staffmember,assignment}_delete
302 302 200 200 200 200 200 200  admin:staffing_provider_changelist
302 302 403 200 200 200 200 200  admin:staffing_provider_add
302 302 404 200 200 200 404 200  admin:staffing_provider_{history,change}
302 302 404 403 403 403 404 403  admin:staffing_provider_delete

302 302 200 200 200 200 200 200  admin:services_{activity,menuentry,session,signup}_{changelist,add}
302 302 200 200 200 200 404 200  admin:services_{activity,menuentry,session,signup}_{history,change}
302 302 200 200 200 200 404 200  admin:services_session_{record,call_off}
302 302 200 200 200 200 404 200  admin:services_menuentry_delete
302 302 200 200 200 200 200 200  admin:services_session_log
302 302 200 200 200 200 200 200  admin:services_feedback_changelist
302 302 200 200 200 200 404 200  admin:services_feedback_{history,change}
302 302 403 200 200 200 404 200  admin:services_feedback_hide
302 302 403 403 403 403 403 403  admin:services_feedback_add
302 302 403 403 403 403 404 403  admin:services_feedback_delete
302 302 403 403 403 403 404 403  admin:services_{activity,session,signup}_delete
302 302 200 200 200 200 200 200  admin:services_serviceitem_{changelist,history,change}
302 302 403 403 403 200 403 200  admin:services_serviceitem_add
302 302 403 403 403 403 403 403  admin:services_serviceitem_delete

302 302 200 200 200 200 200 200  admin:funding_{entry,project,premisesinkind}_{changelist,add}
302 302 200 200 200 200 404 200  admin:funding_{entry,premisesinkind}_{history,change}
302 302 200 200 200 200 404 200  admin:funding_entry_take_back
302 302 403 403 403 403 404 403  admin:funding_{entry,premisesinkind}_delete
302 302 404 200 200 200 404 200  admin:funding_project_{history,change}
302 302 404 403 403 403 404 403  admin:funding_project_delete
302 302 200 200 200 200 200 200  admin:funding_category_{changelist,history,change}
302 302 403 403 403 200 403 200  admin:funding_category_add
302 302 403 403 403 403 403 403  admin:funding_category_delete
302 302 200 200 200 200 200 200  admin:reports_{standard,typicalrule}_{changelist,history,change}
302 302 403 403 403 200 403 200  admin:reports_standard_add
302 302 403 403 403 403 403 403  admin:reports_typicalrule_add
302 302 403 403 403 403 403 403  admin:reports_{standard,typicalrule}_delete
"""

# These take a POST only; a GET answers 405. Each is sent without a body.
POST = """
302 302 302 302 302 302 302 302  elder_mode homes:door_visit admin:logout
200 200 200 200 200 200 200 200  homes:ticket_reopen
400 400 400 400 400 400 400 400  api_token
401 200 404 404 404 404 404 404  api_{booking_cancel,withdraw,waitlist_leave}
401 422 404 404 404 404 404 404  api_waitlist_{accept,decline}
401 422 404 404 404 404 404 404  api_booking_check_in
401 400 404 404 404 404 404 404  api_booking_move
401 403 400 400 400 400 400 400  api_series_plan
401 422 422 422 422 422 404 422  api_series_cancel
401 403 400 400 400 400 404 400  api_series_change
401 409 201 201 201 201 201 201  api_sign_up
401 200 404 404 404 404 404 404  api_message_read
302 302 404 404 404 404 404 404  messaging:open
302 302 302 302 302 302 302 302  messaging:{read_all,email_remove}
302 200 200 200 200 200 200 200  messaging:{email,email_confirm}
302 302 404 404 404 404 404 404  bookings:{cancel,check_in,series_cancel,accept,decline,leave}
302 302 404 404 404 404 404 404  services:withdraw staffing:withdraw bookings:revoke_feed
302 409 302 302 302 302 302 302  services:sign_up
302 404 404 404 404 404 404 404  staffing:take
302 404 302 302 302 302 404 302  homes:door_check
302 302 302 302 302 302 302 302  bookings:door_code
302 302 302 302 302 302 302 302  admin:bookings_reservation_code
302 302 302 302 302 302 404 302  admin:bookings_reservation_{arrive,unarrive,miss}
302 403 403 404 302 302 404 302  reports:cancel
302 302 302 302 302 302 302 302  admin:{homes_home,homes_space}_bulk
302 302 404 404 302 404 404 302  admin:common_importbatch_undo
302 302 404 404 302 404 404 302  admin:common_importbatch_confirm
302 302 404 404 302 404 404 302  admin:common_importbatch_cancel
302 302 302 302 302 302 404 302  admin:bookings_closure_{decide,confirm,stop,reopen}
302 302 200 200 200 200 404 200  admin:bookings_closure_people_file
"""
