"""Who may do what, in one table: pages, addresses of the server, and every function of the services.

Nothing is allowed by default: a page, a route or a function that is missing here fails a test, and a page or route that is
missing is refused. `ui.navigation` reads PAGES, `server.login.guard` reads ROUTES. SERVICES says which function asks for a
role itself and which acts for one learner alone; tests hold the functions to it.
"""

from __future__ import annotations

from enum import Enum

from services.roles import Role


class Access(Enum):
    """Who may call a function of the services, or ask for an address."""

    OPEN = "anybody, without having logged in"
    SHARED = "everybody who is logged in: it is about decks, and says nothing about a person"
    OWN = "everybody who is logged in, for themselves: it takes the learner it is for"
    MENTOR = "mentors: the function asks for the role"
    CLASS_MENTOR = "mentors of the class: the function asks whether they are"
    CLASS_MANAGER = "mentors of the class and administrators: the function asks whether they are"
    MENTOR_PAGES = "the pages of mentors: no other page calls it"
    ADMINISTRATOR = "administrators: the function asks for the role"
    INTERNAL = "no person: it works on values, or within another function that was asked"


# Pages, by their name in the address.
PAGES: dict[str, Role] = {
    "home": Role.LEARNER,
    "today": Role.LEARNER,
    "search": Role.LEARNER,
    "topics": Role.LEARNER,
    "practice": Role.LEARNER,
    "cards": Role.LEARNER,
    "listen": Role.LEARNER,
    "incidents": Role.LEARNER,
    "tabletop": Role.LEARNER,
    "heard": Role.LEARNER,
    "classes": Role.LEARNER,
    "interview": Role.LEARNER,
    "draw": Role.LEARNER,
    "labs": Role.LEARNER,
    "design": Role.LEARNER,
    "stories": Role.LEARNER,
    "suggest": Role.LEARNER,
    "progress": Role.LEARNER,
    "settings": Role.LEARNER,
    "add": Role.MENTOR,
    "author": Role.MENTOR,
    "admin": Role.ADMINISTRATOR,
}

# Addresses, as the routes write them. What is Streamlit's own and is not here needs a log-in, like every other address.
ROUTES: dict[str, Access] = {
    "/login": Access.OPEN,
    "/login/callback": Access.OPEN,
    "/login/goodbye": Access.OPEN,
    "/logout": Access.OPEN,  # answers nothing about anybody who is not logged in
    "/healthz": Access.OPEN,
    "/readyz": Access.OPEN,
    "/metrics": Access.OPEN,  # numbers only, and off unless the operator switches it on
    "/static/{path:path}": Access.OPEN,  # the program of Streamlit's own page
    "/shipped/{path:path}": Access.OPEN,  # fonts and the mark
    # The key in the address is the right to read one learner's feed.
    "/feed/{key}/{deck}.xml": Access.OPEN,
    "/feed/{key}/{deck}.jpg": Access.OPEN,
    "/feed/{key}/{deck}/{file}": Access.OPEN,
    "/audio/{name}": Access.SHARED,  # names hold a digest of what is heard
    "/pictures/{path:path}": Access.OWN,  # a deck may be somebody else's
    "/vendor/{name}": Access.SHARED,
    "/listen/cover/{deck}.jpg": Access.OWN,
    "/listen/live/{name}.mp3": Access.SHARED,
    "/listen/grades": Access.OWN,  # for whoever is logged in: `server.identity`
    "/offline/": Access.SHARED,
    "/offline/{name}": Access.SHARED,
    "/offline/connect/{secret}": Access.OPEN,  # the secret is the right to connect one device
    "/offline/pack": Access.OWN,
    "/offline/commute": Access.OWN,
    "/offline/grades": Access.OWN,
    "/offline/incident/{deck}/{incident}": Access.OWN,  # a deck may be somebody else's
    "/as/{learner}": Access.INTERNAL,  # not there where people log in
    "/tabletop/{code}/events": Access.SHARED,  # the room asks for a seat of its own
    "/tabletop/{code}/{action}": Access.SHARED,
}

# Functions of the services, by their module below `services/`.
SERVICES: dict[str, dict[Access, str]] = {
    "assets": {
        Access.INTERNAL: "find_asset load_asset read_text",
    },
    "classes.assignments": {
        Access.OWN: "list_own_assignments",
        Access.CLASS_MENTOR: "list_assignments list_class_assignments",
        Access.CLASS_MANAGER: "assign withdraw_assignment",
        Access.INTERNAL: "find_model",
    },
    "classes.classes": {
        Access.OWN: "list_own_classes",
        Access.SHARED: "has_classes",
        Access.MENTOR: "make_class",
        Access.CLASS_MANAGER: "assign_deck change_class delete_class note_people_seen withdraw_deck",
        Access.ADMINISTRATOR: "list_all_classes",
    },
    "classes.class_dates": {
        Access.OWN: "load_class_dates",
        Access.INTERNAL: "list_class_dates",
    },
    "classes.figures": {
        Access.CLASS_MENTOR: "load_class_figures",
    },
    "classes.looks": {
        Access.OWN: "list_looks",
        Access.INTERNAL: "note_look",
    },
    "classes.membership": {
        Access.OWN: "join_class leave_class read_invitation set_consent",
        Access.CLASS_MANAGER: "list_invitations make_invitation remove_member revoke_invitation",
        Access.ADMINISTRATOR: "appoint_mentor",
        Access.INTERNAL: "follow_groups",
    },
    "classes.sharing": {
        Access.OWN: "list_own_items share_item take_back",
        Access.CLASS_MENTOR: "list_shared read_shared",
    },
    "configuration": {
        Access.INTERNAL: "find_base_path forget_configuration get_configuration load_configuration parse_public_address "
        "set_server_path",
    },
    "connections": {
        Access.INTERNAL: "repeat_if_lost",
    },
    "database_messages": {
        Access.INTERNAL: "find_message",
    },
    "interview.round_export": {
        Access.INTERNAL: "describe_rounds restore_rounds",
    },
    "interview.due_tomorrow": {
        Access.OWN: "schedule_missed",
        Access.INTERNAL: "list_missed",
    },
    "interview.point_ticking": {
        Access.OWN: "suggest_marks",
    },
    "interview.material": {
        Access.INTERNAL: "load_material",
    },
    "interview.model_interviewer": {
        Access.INTERNAL: "describe_offer phrase_follow_up read_interviewer_address",
    },
    "interview.transcriber": {
        Access.INTERNAL: "add_transcript describe_host read_folder read_recogniser_address",
    },
    "interview.round_results": {
        Access.INTERNAL: "list_results score_evidence",
    },
    "interview.rounds": {
        Access.OWN: (
            "answer_question check_answers delete_round export_round finish_round import_round list_rounds "
            "load_round make_plan score_round settle_round start_round"
        ),
    },
    "interview.interviewer_voice": {
        Access.OWN: "speak_prompt",
    },
    "labs.lab_checks": {
        Access.INTERNAL: "report_lab_problems",
    },
    "labs.goals": {
        Access.INTERNAL: "judge_goal judge_target",
    },
    "labs.incident_runs": {
        Access.INTERNAL: "compare_run find_lab find_scale read_settings resolve_lab",
    },
    "labs.predictions": {
        Access.OWN: "list_misses save_miss save_sketch_miss",
        Access.INTERNAL: "find_metric judge_prediction judge_sketch load_answer parse_prediction place_sketch",
    },
    "labs.runs": {
        Access.INTERNAL: "make_run start_run",
    },
    "labs.take_away": {
        Access.INTERNAL: "choose_grid export_grid list_grid_knobs",
    },
    "labs.tracks": {
        Access.INTERNAL: "build_payload can_be_played choose_ceiling name_unit",
    },
    "labs.visits": {
        Access.OWN: "note_run",
    },
    "language_model": {
        Access.INTERNAL: "read_address read_object",
    },
    "languages": {
        Access.INTERNAL: "find_direction",
    },
    "learners.access_tokens": {
        Access.OWN: "create_token list_tokens revoke_token",
        Access.ADMINISTRATOR: "list_all_tokens revoke_any_token",
        Access.INTERNAL: "adopt_earlier_tokens describe_device describe_tokens find_owner has_tokens is_offered revoke_all",
    },
    "learners.accounts": {
        Access.OWN: "load_account",
        Access.ADMINISTRATOR: (
            "change_role claim_learner disable_account enable_account list_accounts list_unclaimed_learners"
        ),
        Access.INTERNAL: "admit_account read_identity",
    },
    "learners.due_dates": {
        Access.INTERNAL: "shift_due_dates",
    },
    "learners.learners": {
        Access.OWN: "rename_learner",
        Access.SHARED: "list_names",
        Access.MENTOR: "add_learner list_learners",
        Access.INTERNAL: "check_name find_free_name learner_exists parse_learner_id",
    },
    "learners.login_cookie": {
        Access.INTERNAL: "list_offline_cookies list_session_cookies read_offline_token read_session_id",
    },
    "learners.login_sessions": {
        Access.OWN: "end_session list_sessions log_out_everywhere",
        Access.ADMINISTRATOR: "end_any_session list_all_sessions log_out_other",
        Access.INTERNAL: "find_by_hash find_logged_in list_living load_signing_key log_in log_out needs_touch touch",
    },
    "learners.open_tabs": {
        Access.OWN: "load_tab save_tab",
        Access.INTERNAL: "write_content",
    },
    "learners.settings": {
        Access.OWN: "change_settings load_settings save_settings update_setting",
        Access.INTERNAL: "check_settings parse_settings to_minutes",
    },
    "leases": {
        Access.INTERNAL: "get_process_name get_process_number has_ended remove_old_leases",
    },
    "library.analytics": {
        Access.MENTOR: "list_learner_activity measure_questions",
        Access.INTERNAL: "count_missed_points estimate_minutes estimate_spoken_minutes find_gaps",
    },
    "library.audience": {
        Access.OWN: "change_audience check_visible list_visible_decks load_audience",
        Access.INTERNAL: (
            "find_hidden hand_over_class_decks is_visible make_private require_editable require_visible "
            "require_visible_to_class"
        ),
    },
    "library.authors": {
        Access.INTERNAL: "credit_authors describe_note describe_offers name_author shorten_note",
    },
    "library.catalog": {
        Access.SHARED: "list_decks load_deck load_deck_and_hash",
        Access.INTERNAL: "add_deck check_deck_bytes",
    },
    "library.content_folder": {
        Access.INTERNAL: "assign_slugs describe_name list_content read_content",
    },
    "library.content_sync": {
        Access.SHARED: (
            "count_waiting_bytes describe_skipped get_progress is_synced sync_content sync_if_changed "
            "sync_in_background"
        ),
    },
    "library.deck_lookup": {
        Access.INTERNAL: "require_deck",
    },
    "library.drafts": {
        Access.OWN: "delete_draft load_draft save_draft",
        Access.INTERNAL: "find_names_in_drafts list_draft_names list_drafts",
    },
    "library.images": {
        Access.OWN: "may_see_image",
        Access.SHARED: "find_deck_images find_image",
        Access.MENTOR_PAGES: "report_missing_images save_images",
        Access.INTERNAL: "remove_unused",
    },
    "library.import_export": {
        Access.SHARED: "export_deck has_images",
        Access.INTERNAL: "find_format import_file import_files join_imported make_file_name suggest_name",
    },
    "library.card_matching": {
        Access.INTERNAL: (
            "apply_plan continue_chosen match_and_set_cards match_generated_decisions plan_histories "
            "repair_saved_decisions"
        ),
    },
    "library.parsed_decks": {
        Access.INTERNAL: "forget_unknown get_folder get_reader_version load_parsed prune_folder remember store_parsed",
    },
    "library.publishing": {
        Access.SHARED: "compare_versions get_newest_number list_versions load_text",
        Access.MENTOR: "publish_imported publish_text roll_back",
        Access.MENTOR_PAGES: "plan_publication",
        Access.INTERNAL: "add_ids compare_texts note_author parse_publishable refuse_merge_marks to_version",
    },
    "library.suggestion_patches": {
        Access.MENTOR: "write_patch",
        Access.INTERNAL: "find_path write_diff",
    },
    "library.suggestion_queue": {
        Access.MENTOR: (
            "accept_entries accept_entry count_waiting decline_entry join_entries list_queue review_entries review_entry"
        ),
    },
    "library.suggestions": {
        Access.OWN: (
            "list_outcomes list_own_suggestions load_place mark_outcomes_told suggest_change withdraw_suggestion"
        ),
        Access.INTERNAL: "clean_reason describe_suggestions find_version preview_place",
    },
    "library.versions": {
        Access.INTERNAL: "build_card_rows describe_deck load_parsed_version publish_version store_summary",
    },
    "listening.anki_audio": {
        Access.SHARED: "plan_card_audio start_job",
        Access.INTERNAL: "find_job find_sounds",
    },
    "listening.commute": {
        Access.OWN: "load_commute reset_commute resume_commute save_commute",
    },
    "listening.episode_files": {
        Access.SHARED: (
            "ensure_folder fetch_descriptions find_episode find_file list_episodes prune_episodes publish_waiting "
            "save_episode sign_audio"
        ),
        Access.INTERNAL: "make_name",
    },
    "listening.episode_jobs": {
        Access.SHARED: "find_job start_job",
        Access.INTERNAL: "count_busy stop_all",
    },
    "listening.episodes": {
        Access.OWN: "load_position save_position",
        Access.SHARED: "describe_sound find_file find_finished find_job plan_episode prepare_voices start_episode",
    },
    "listening.feed_cache": {
        Access.OWN: "get_feed get_plan",
    },
    "listening.feed_state": {
        Access.OWN: "list_decks load_days load_first_dates load_modified",
    },
    "listening.feeds": {
        Access.OWN: "load_minutes load_subscription draw_cover plan_item render_ahead render_feed subscribe",
        Access.SHARED: "prepare_episode prepare_file",
        Access.INTERNAL: "find_subscription make_episode_address make_slug render_all_ahead",
    },
    "listening.hands_free": {
        Access.OWN: "apply_operations make_tickets",
    },
    "listening.pronunciations": {
        Access.INTERNAL: "check_pronunciations",
    },
    "listening.readings": {
        Access.INTERNAL: "prepare_readings stop_all",
    },
    "listening.recogniser": {
        Access.INTERNAL: "count_word_errors explain_missing list_words read_seconds recognise_file",
    },
    "listening.shared_episodes": {
        Access.INTERNAL: (
            "fetch_all fetch_audio fetch_description fetch_descriptions find_damage is_published list_names "
            "publish_episode publish_folder remove_episode remove_unused renew_used sign_address"
        ),
    },
    "listening.shared_frames": {
        Access.INTERNAL: "get_frames_path remove_abandoned remove_parts",
    },
    "listening.synthesizer": {
        Access.INTERNAL: "close_pools get_pool list_voices",
    },
    "listening.voices": {
        Access.OWN: "load_voices remember_locale save_voices",
        Access.SHARED: "speak_sample",
        Access.INTERNAL: "list_engines list_offered_voices settle_voices",
    },
    "listening.workbench": {
        Access.SHARED: "try_term",
    },
    "object_cache": {
        Access.INTERNAL: "get_cached_file prune_cache",
    },
    "object_storage": {
        Access.INTERNAL: "find_store_failure open_remote_store open_store",
    },
    "offline.card_faces": {
        Access.INTERNAL: "make_face",
    },
    "offline.day_cards": {
        Access.OWN: "list_day_cards",
        Access.INTERNAL: "present_again",
    },
    "offline.incident_page": {
        Access.OWN: "render_incident_page",
    },
    "offline.element_tree": {
        Access.INTERNAL: "build_nodes",
    },
    "offline.grade_merge": {
        Access.OWN: "merge_answers",
    },
    "offline.pack": {
        Access.OWN: "load_zone make_pack prepare_commute",
    },
    "operations.backups": {
        Access.INTERNAL: "describe_daily_copy fetch_copy find_daily_copy is_settled list_copies_elsewhere list_sent_copies"
        " make_daily_copy note_attempt send_daily_copy verify_copy",
    },
    "operations.health": {
        Access.ADMINISTRATOR: "inspect_health",
        Access.INTERNAL: "check_life check_readiness measure_database",
    },
    "operations.maintenance": {
        Access.INTERNAL: "back_up_daily fold_logs look_after_objects remove_unused_pictures start_daily_backup",
    },
    "operations.storage": {
        Access.ADMINISTRATOR: "clear_storage measure_storage",
        Access.INTERNAL: "format_size",
    },
    "own_data.data_export": {
        Access.OWN: "export_learner export_review_log import_learner",
    },
    "own_data.erasure": {
        Access.OWN: "erase_self",
        Access.SHARED: "find_backups",
        Access.ADMINISTRATOR: "erase_person",
    },
    "own_data.local_traces": {
        Access.INTERNAL: "forget_erased forget_erased_quietly get_beginning hash_beginning",
    },
    "own_data.records": {
        Access.INTERNAL: "describe_records restore_drafts restore_lab_runs",
    },
    "practice.all_decks": {
        Access.OWN: "list_practised_decks load_next_card",
    },
    "practice.bulk_changes": {
        Access.OWN: "flag_cards reset_cards set_due",
    },
    "practice.card_browser": {
        Access.OWN: "list_cards list_grades restore_cards suspend_cards",
        Access.INTERNAL: "filter_cards",
    },
    "practice.context": {
        Access.INTERNAL: "load_context load_siblings load_unchanged make_log_entry present_card",
    },
    "practice.cram": {
        Access.OWN: "load_cram_card pick_cards",
        Access.INTERNAL: "is_within",
    },
    "practice.filtered": {
        Access.OWN: "pick_incident_cards pick_topic_cards",
    },
    "practice.grading": {
        Access.INTERNAL: "list_changed_flags record_grade",
    },
    "practice.judging": {
        Access.OWN: "forget_wording judge_typed_answer keep_wording load_own_wordings offer_wording",
        Access.INTERNAL: "choose_wording describe_privacy find_question",
    },
    "practice.mapping": {
        Access.INTERNAL: "to_card to_flags to_memory to_row",
    },
    "practice.missed_points": {
        Access.OWN: "load_missed_points",
    },
    "practice.model_judge": {
        Access.INTERNAL: "read_judge_address",
    },
    "practice.next_card": {
        Access.INTERNAL: "choose_next_card",
    },
    "practice.optimize": {
        Access.OWN: "load_status optimize_weights restore_default_weights",
    },
    "practice.own_cards": {
        Access.OWN: "change_own_card load_own_card load_own_cards",
    },
    "practice.own_texts": {
        Access.OWN: "list_begun load_texts save_texts",
        Access.INTERNAL: "split_ticks",
    },
    "practice.planning.chapter_readiness": {
        Access.OWN: "load_topic_recall",
    },
    "practice.planning.custom_study": {
        Access.OWN: "add_new_cards count_unseen",
    },
    "practice.planning.day_plan": {
        Access.INTERNAL: "load_plan",
    },
    "practice.planning.deadline_plan": {
        Access.OWN: "plan_deadline",
    },
    "practice.planning.pace": {
        Access.INTERNAL: "load_pace",
    },
    "practice.planning.priority": {
        Access.OWN: "rank_questions",
    },
    "practice.planning.statistics": {
        Access.OWN: "fingerprint_statistics load_statistics",
    },
    "practice.planning.study_day": {
        Access.INTERNAL: "load_study_day parse_interview_date",
    },
    "practice.planning.today": {
        Access.OWN: "load_today",
    },
    "practice.practice": {
        Access.OWN: "answer_card bury_card grade_card load_card load_next_card restore_card suspend_card undo_last",
    },
    "practice.recompute": {
        Access.INTERNAL: "recompute_all restore_memory",
    },
    "practice.scored_tests": {
        Access.OWN: "draw_cards list_results save_result",
    },
    "practice.suspended": {
        Access.OWN: "list_suspended",
        Access.INTERNAL: "read_prompt",
    },
    "replays.replay_progress": {
        Access.OWN: "load_progress",
        Access.INTERNAL: "find_next rate_difficulty",
    },
    "replays.replays": {
        Access.OWN: (
            "delete_missed_decision list_missed_decisions list_saved_stops save_decision save_missed_decision"
        ),
        Access.INTERNAL: (
            "ask_next build_payload export_page get_card_id keep_vote list_incidents load_plotly_script "
            "load_track write_post_mortem"
        ),
    },
    "roles": {
        Access.INTERNAL: (
            "find_role is_class_mentor require_administrator require_class_manager require_class_mentor require_mentor"
        ),
    },
    "search.entries": {
        Access.INTERNAL: "extract_words list_entries",
    },
    "search.query": {
        Access.INTERNAL: (
            "build_match choose_terms encode_identifier list_identifiers list_words parse_query suggest_alternatives"
        ),
    },
    "search.results": {
        Access.INTERNAL: "collect_results count_terms",
    },
    "search.search": {
        Access.OWN: "search",
        Access.INTERNAL: "discard_index open_index update_index",
    },
    "search.server_index": {
        Access.INTERNAL: "build_tsquery build_vector make_snippet stem_word",
    },
    "secret_hash": {
        Access.INTERNAL: "hash_secret",
    },
    "tabletop.debrief": {
        Access.INTERNAL: "build_call_table build_people_table build_spread_table make_debrief write_debrief",
    },
    "tabletop.rooms": {
        Access.OWN: "join_room",
        Access.SHARED: "beat call command_room inject load_room open_room vote",
        Access.INTERNAL: "describe_room make_seat normalize_code",
    },
    "workspace": {
        Access.INTERNAL: "from_environment",
    },
}


def may_open(page: str, role: Role) -> bool:
    """Tell whether somebody of this role may open a page; a page that is not in the table is nobody's."""
    needed = PAGES.get(page)
    return needed is not None and role.includes(needed)
