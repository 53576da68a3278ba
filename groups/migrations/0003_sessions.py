import datetime
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0002_people_and_groups'),
    ]

    operations = [
        migrations.CreateModel(
            name='BackupCall',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('minute', models.SmallIntegerField(help_text="of the session's start: -10, -5 or 0")),
                ('called_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('', 'no answer yet'), ('coming', 'on the way'), ('cannot', 'cannot come')], default='', max_length=8)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('called_off', 'a session was called off'), ('stands_again', 'a session takes place after all'), ('added', 'a session was added'), ('moved', 'a session was moved'), ('length', 'a session got another length'), ('kind', 'a session became one of another kind'), ('facilitators', 'others facilitate a session'), ('rhythm', 'the hour of the sessions changed'), ('end', 'the sessions come to an end'), ('clock', 'clocks are set differently than was planned'), ('holders', 'somebody else facilitates the group')], max_length=12)),
                ('because', models.CharField(blank=True, choices=[('', 'no reason is given'), ('nobody_came', 'nobody could open the room'), ('holiday', 'a holiday of the organisation')], default='', max_length=12)),
                ('session', models.UUIDField(blank=True, null=True)),
                ('series', models.UUIDField(blank=True, null=True)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('part', models.CharField(choices=[('facilitator', 'a facilitator'), ('admin', 'the organisation'), ('service', 'the service itself')], max_length=12)),
                ('first_at', models.DateTimeField(help_text='the first instant that is not as people knew it')),
                ('helps_until', models.DateTimeField(help_text='afterwards a notice of it is of no use to anybody')),
                ('is_told', models.BooleanField(default=True, help_text='by a notice; False: people are told in another way')),
                ('told_at', models.DateTimeField(blank=True, help_text="everybody's notices are rows now", null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('holds', 'will be there'), ('cannot', 'cannot come')], default='holds', max_length=8)),
                ('how', models.CharField(choices=[('usual', 'facilitates the group'), ('swap', 'instead of somebody else of the group'), ('stand_in', 'stands in'), ('backup', 'was called because nobody was there')], default='usual', max_length=8)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'duties',
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='taken back, or declined', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('is_plain', models.BooleanField(default=False, help_text="the group's name may stand in the calendar")),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('mail', 'mail'), ('in_app', 'on my page here')], max_length=8)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('pending', 'will be sent'), ('sent', 'sent'), ('expired', 'its time had passed'), ('dropped', 'no longer wished or true'), ('parked', 'three tries did not succeed')], default='pending', max_length=8)),
                ('leased_until', models.DateTimeField(default=datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))),
                ('lease', models.UUIDField(blank=True, editable=False, help_text='the batch of the worker that holds it', null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Standby',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('waiting', 'would come'), ('offered', 'a seat is free'), ('taken', 'came in'), ('passed', 'not this time'), ('over', 'no seat became free in time')], default='waiting', max_length=8)),
                ('made_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SubstituteAsk',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('asked', 'waiting for an answer'), ('accepted', 'will stand in'), ('declined', 'not this time'), ('expired', 'no answer in time'), ('withdrawn', 'not needed any more')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Usual',
            fields=[
                ('membership', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='usual', serialize=False, to='groups.membership')),
                ('answer', models.CharField(choices=[('come', 'Come'), ('quietly', 'Come quietly'), ('unsure', 'Not sure yet'), ('not_today', 'Not today')], max_length=10)),
                ('since', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='letter_kind_is_known',
        ),
        migrations.AddField(
            model_name='attendance',
            name='marked_at',
            field=models.DateTimeField(blank=True, help_text='a facilitator said whether they came', null=True),
        ),
        migrations.AddField(
            model_name='attendance',
            name='marked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.membership'),
        ),
        migrations.AddField(
            model_name='letter',
            name='is_urgent',
            field=models.BooleanField(db_default=False, default=False, help_text='it does not wait for the end of quiet hours: they asked for it'),
        ),
        migrations.AddField(
            model_name='membership',
            name='guest_until',
            field=models.DateTimeField(blank=True, help_text='they sit in, or stand in, for one session; it ends then by itself', null=True),
        ),
        migrations.AddField(
            model_name='planstep',
            name='kind',
            field=models.CharField(blank=True, choices=[('arrival', 'arriving'), ('agreement', 'what we agree on'), ('check_in', 'a word from everybody, or none'), ('theme', 'what the session is about'), ('quiet', 'quiet minutes'), ('closing', 'closing'), ('', 'something else')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='room',
            name='lead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.membership'),
        ),
        migrations.AddField(
            model_name='series',
            name='continues',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followed_by', to='groups.series'),
        ),
        migrations.AddField(
            model_name='series',
            name='frequency',
            field=models.CharField(choices=[('weekly', 'every week, or every few weeks'), ('monthly', 'once a month')], db_default='weekly', default='weekly', max_length=8),
        ),
        migrations.AddField(
            model_name='series',
            name='kind',
            field=models.CharField(blank=True, choices=[('circle', 'Circle: people take turns to share'), ('quiet', 'Quiet: being together without words'), ('short', 'Short: a small circle in little time'), ('workshop', 'Workshop: learning something together'), ('casual', 'Casual: an hour without an agenda')], db_default='', default='', help_text="empty: the group's", max_length=12),
        ),
        migrations.AddField(
            model_name='series',
            name='on_holidays',
            field=models.BooleanField(db_default=False, default=False, help_text="It meets on the organisation's holidays, too."),
        ),
        migrations.AddField(
            model_name='series',
            name='sessions_in_all',
            field=models.PositiveSmallIntegerField(blank=True, help_text='How many sessions there are in all, called-off ones too; empty: no such number.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(520)]),
        ),
        migrations.AddField(
            model_name='series',
            name='week_of_month',
            field=models.SmallIntegerField(blank=True, choices=[(1, 'first'), (2, 'second'), (3, 'third'), (4, 'fourth'), (-1, 'last')], null=True),
        ),
        migrations.AddField(
            model_name='series',
            name='zone_rules',
            field=models.CharField(blank=True, db_default='', default='', help_text='of its zone, as its sessions were laid', max_length=16),
        ),
        migrations.AddField(
            model_name='session',
            name='called_off_for',
            field=models.CharField(blank=True, choices=[('', 'by a facilitator'), ('nobody_came', 'nobody could open its room'), ('holiday', 'a holiday of the organisation'), ('series', 'its series has changed')], db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='session',
            name='link_token',
            field=models.CharField(blank=True, db_default='', default='', help_text="256 random bits of this session's voice link", max_length=43),
        ),
        migrations.AddField(
            model_name='session',
            name='meant_for',
            field=models.DateTimeField(blank=True, help_text="the start that the series' rule gives it; empty: it was added by hand", null=True),
        ),
        migrations.AddField(
            model_name='supportgroup',
            name='meeting_link',
            field=models.CharField(blank=True, db_default='', default='', help_text='An https address for groups that want voice; {token} in it is another random word each session.', max_length=300),
        ),
        migrations.AddField(
            model_name='user',
            name='stands_in',
            field=models.BooleanField(db_default=False, default=False, help_text='may be asked to facilitate a session of another group'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='kind',
            field=models.CharField(choices=[('answer', 'an answer to a request'), ('fit', 'a facilitator wrote, or somebody who asks'), ('offer', 'a place is offered'), ('pause_over', 'a pause has come to its end'), ('seat_given', 'a seat was given on'), ('group', 'a word to everybody in a group'), ('handover', 'a facilitator hands over'), ('invitation', 'an invitation'), ('stand_in', 'somebody is asked to stand in'), ('backup', 'a session is about to begin, and nobody is there'), ('standby', 'a seat is free for one session'), ('export', 'somebody asks to open a table together')], max_length=12),
        ),
        migrations.AlterField(
            model_name='session',
            name='moved_from',
            field=models.DateTimeField(blank=True, help_text='the start that people knew before the last', null=True),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('marked_at__isnull', True), ('marked_by__isnull', True)), models.Q(('marked_at__isnull', False), ('marked_by__isnull', False)), _connector='OR'), name='attendance_mark_has_a_person'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('marked_at', None), ('attended__isnull', False), _connector='OR'), name='attendance_mark_says_something'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['answer', 'fit', 'offer', 'pause_over', 'seat_given', 'group', 'handover', 'invitation', 'stand_in', 'backup', 'standby', 'export'])), name='letter_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='planstep',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['arrival', 'agreement', 'check_in', 'theme', 'quiet', 'closing', ''])), name='plan_step_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('frequency__in', ['weekly', 'monthly'])), name='series_frequency_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('week_of_month__in', [1, 2, 3, 4, -1])), name='series_week_of_month_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frequency', 'weekly'), ('week_of_month', None)), models.Q(('every_weeks', 1), ('frequency', 'monthly'), ('week_of_month__isnull', False)), _connector='OR'), name='series_that_is_monthly_says_which_week'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['circle', 'quiet', 'short', 'workshop', 'casual', ''])), name='series_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.CheckConstraint(condition=models.Q(('sessions_in_all', None), models.Q(('sessions_in_all__gte', 1), ('sessions_in_all__lte', 520)), _connector='OR'), name='series_has_a_humane_number'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('called_off_for__in', ['', 'nobody_came', 'holiday', 'series'])), name='session_called_off_for_a_known_reason'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('called_off_for', ''), ('state', 'cancelled'), _connector='OR'), name='session_with_a_reason_is_called_off'),
        ),
        migrations.AddField(
            model_name='backupcall',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backup_calls', to='groups.session'),
        ),
        migrations.AddField(
            model_name='backupcall',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='backup_calls', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='change',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='groups.supportgroup'),
        ),
        migrations.AddField(
            model_name='change',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.membership'),
        ),
        migrations.AddField(
            model_name='duty',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='groups.membership'),
        ),
        migrations.AddField(
            model_name='duty',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='groups.session'),
        ),
        migrations.AddField(
            model_name='duty',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='agreed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='export',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='groups.supportgroup'),
        ),
        migrations.AddField(
            model_name='feed',
            name='admin',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='feed',
            name='membership',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='groups.membership'),
        ),
        migrations.AddConstraint(
            model_name='holiday',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='holiday_ends_after_it_starts'),
        ),
        migrations.AddField(
            model_name='notice',
            name='change',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='groups.change'),
        ),
        migrations.AddField(
            model_name='notice',
            name='membership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='groups.membership'),
        ),
        migrations.AddField(
            model_name='standby',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standbys', to='groups.joinrequest'),
        ),
        migrations.AddField(
            model_name='standby',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standbys', to='groups.session'),
        ),
        migrations.AddField(
            model_name='substituteask',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substitute_asks', to='groups.session'),
        ),
        migrations.AddField(
            model_name='substituteask',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='substitute_asks', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='usual',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['come', 'quietly', 'unsure', 'not_today'])), name='usual_answer_is_known'),
        ),
        migrations.AddConstraint(
            model_name='backupcall',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'coming', 'cannot'])), name='backup_call_answer_is_known'),
        ),
        migrations.AddConstraint(
            model_name='backupcall',
            constraint=models.UniqueConstraint(fields=('session', 'user', 'minute'), name='backup_call_once_a_minute_of_the_plan'),
        ),
        migrations.AddConstraint(
            model_name='backupcall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='backup_call_that_is_answered_says_when'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['group', 'made_at'], name='change_of_group'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('session__isnull', False)), fields=['session'], name='change_of_session'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('is_told', True), ('told_at', None)), fields=['made_at', 'id'], name='change_to_tell'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['called_off', 'stands_again', 'added', 'moved', 'length', 'kind', 'facilitators', 'rhythm', 'end', 'clock', 'holders'])), name='change_is_of_a_known_thing'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('because__in', ['', 'nobody_came', 'holiday'])), name='change_reason_is_known'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['facilitator', 'admin', 'service'])), name='change_part_is_known'),
        ),
        migrations.AddIndex(
            model_name='duty',
            index=models.Index(fields=['user', 'starts_at'], name='duty_of_person'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['holds', 'cannot'])), name='duty_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('how__in', ['usual', 'swap', 'stand_in', 'backup'])), name='duty_came_about_in_a_known_way'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='duty_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('session', 'membership'), name='duty_once_a_session'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['group', 'asked_at'], name='export_of_group'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='export_asking_has_a_person'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), _connector='OR'), name='export_agreeing_has_a_person'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('agreed_by', models.F('asked_by')), _negated=True), name='export_is_opened_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='export_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='export_leaves_time'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('admin', None), ('membership__isnull', False)), models.Q(('admin__isnull', False), ('membership', None)), _connector='OR'), name='feed_is_of_a_seat_or_of_an_admin'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('membership',), name='feed_one_a_seat'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('admin',), name='feed_one_an_admin'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['channel', 'due_at', 'id'], name='notice_to_send'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['membership', 'state'], name='notice_of_member'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['mail', 'in_app'])), name='notice_channel_is_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'sent', 'expired', 'dropped', 'parked'])), name='notice_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('membership', 'change', 'channel'), name='notice_once_for_each_person_and_change'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='notice_that_was_sent_says_when'),
        ),
        migrations.AddIndex(
            model_name='standby',
            index=models.Index(fields=['session', 'made_at'], name='standby_in_order'),
        ),
        migrations.AddIndex(
            model_name='standby',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'offered'])), fields=['session'], name='standby_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='standby',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'offered', 'taken', 'passed', 'over'])), name='standby_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='standby',
            constraint=models.UniqueConstraint(fields=('session', 'request'), name='standby_once_a_session'),
        ),
        migrations.AddConstraint(
            model_name='standby',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at', None), ('offered_at', None)), models.Q(('expires_at__isnull', False), ('offered_at__isnull', False)), _connector='OR'), name='standby_offer_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='standby',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['offered', 'taken']), _negated=True), ('offered_at__isnull', False), _connector='OR'), name='standby_takes_what_was_offered'),
        ),
        migrations.AddIndex(
            model_name='substituteask',
            index=models.Index(condition=models.Q(('state', 'asked')), fields=['expires_at'], name='substitute_ask_to_settle'),
        ),
        migrations.AddConstraint(
            model_name='substituteask',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'declined', 'expired', 'withdrawn'])), name='substitute_ask_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='substituteask',
            constraint=models.UniqueConstraint(fields=('session', 'user'), name='substitute_ask_once_a_person_and_session'),
        ),
        migrations.AddConstraint(
            model_name='substituteask',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('session',), name='substitute_ask_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='substituteask',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('asked_at'))), name='substitute_ask_leaves_time'),
        ),
        migrations.AddConstraint(
            model_name='substituteask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='substitute_ask_that_is_settled_says_when'),
        ),
        # What the rule gave is what people knew before the last move; a session outside a series follows no rule.
        migrations.RunSQL(
            "UPDATE groups_session SET meant_for = COALESCE(moved_from, starts_at) WHERE series_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
