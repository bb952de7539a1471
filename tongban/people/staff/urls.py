from __future__ import annotations

from django.urls import path

from tongban.people.staff.views import audit, own, posts, reviews

app_name = "desk_staff"
urlpatterns = [
    path("staff/", posts.staff, name="staff"),
    path("staff/new/", posts.take_on, name="take_on"),
    path("staff/proposals/", posts.proposals, name="proposals"),
    path("staff/proposals/<uuid:key>/", posts.decide, name="decide"),
    path("staff/posts/<uuid:key>/end/", posts.end, name="end"),
    path("staff/<uuid:key>/", posts.person, name="person"),
    path("staff/<uuid:key>/give/", posts.give, name="give"),
    path("staff/<uuid:key>/leave/", posts.leave, name="leave"),
    path("staff/<uuid:key>/back/", posts.back, name="back"),
    path("my-posts/", own.my_posts, name="my_posts"),
    path("my-posts/<uuid:key>/deputy/", own.deputy, name="deputy"),
    path("my-posts/deputies/<uuid:key>/end/", own.end_deputy, name="end_deputy"),
    path("access-reviews/", reviews.reviews, name="reviews"),
    path("access-reviews/<uuid:key>/", reviews.review, name="review"),
    path("access-reviews/<uuid:key>/xlsx/", reviews.sheet, name="sheet"),
    path("access-reviews/lines/<uuid:key>/", reviews.answer, name="answer"),
    path("audit/", audit.record, name="record"),
    path("audit/check/", audit.check, name="check"),
    path("audit/export/", audit.export, name="export"),
    path("audit/exports/<uuid:key>/", audit.exported, name="exported"),
]
