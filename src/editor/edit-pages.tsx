import type { Campaign } from '../campaigns/queries.ts';
import { messages } from '../locales/index.ts';
import { AdminPage } from '../ui/admin-layout.tsx';
import { type Shared, titleOf } from './list-pages.tsx';
import { PartFields, type PartFieldsProps } from './part-pages.tsx';
import type { PartName } from './parts.ts';
import { ProblemList } from './problem-list.tsx';
import { UploadForm } from './upload-pages.tsx';
import type { Values } from './values.ts';
import type { PlacedProblem } from './words-of.ts';

type EditPageProps = Shared &
  Omit<PartFieldsProps, 'form'> & {
    campaign: Campaign;
    part: PartName;
    /** The version that the form was drawn from. */
    base: number;
    form: PartFieldsProps['form'];
    problems?: PlacedProblem[];
    isDraft?: boolean;
    /** A picture that was not taken, and why. */
    upload?: { errors: ReadonlyMap<string, string>; values: Values };
  };

/** One part of a campaign, to be changed. */
export function EditPage(props: EditPageProps) {
  const { locale, organizer, campaign, part, base, problems = [], isDraft = false, upload } = props;
  const t = messages(locale).editor;
  const home = `/admin/campaigns/${campaign.slug}`;
  const title = t.parts[part][0] ?? '';
  return (
    <AdminPage
      locale={locale}
      path={`${home}/edit/${part}${isDraft ? '?draft=1' : ''}`}
      organizer={organizer}
      place="campaigns"
      title={`${title} – ${titleOf(campaign, locale)}`}
      stylesheets={['/css/editor.css']}
    >
      <div class="page-head">
        <h1>{title}</h1>
        <a href={`${home}/edit`}>{titleOf(campaign, locale)}</a>
        {campaign.status === 'live' && <p class="note">{t.form.live}</p>}
      </div>
      {isDraft && <p class="edit-notice">{t.form.fromDraft}</p>}
      {problems.length > 0 && (
        <div class="alert" role="alert" tabindex={-1} autofocus>
          <p>{t.form.problems}</p>
          <ProblemList problems={problems} />
        </div>
      )}
      <form class="edit-form" method="post" action={`${home}/edit/${part}`}>
        <input type="hidden" name="base" value={String(base)} />
        {isDraft && <input type="hidden" name="draft" value="1" />}
        <PartFields part={part} form={props.form} content={props.content} taken={props.taken} uploads={props.uploads} />
        <p class="edit-save">
          <button class="button" type="submit">
            {t.form.save}
          </button>
          <button class="button button-quiet" type="submit" name="next" value="preview">
            {t.form.preview}
          </button>
          <a href={`${home}/edit`}>{t.form.cancel}</a>
        </p>
      </form>
      {part === 'look' && <UploadForm locale={locale} campaign={campaign} base={base} isDraft={isDraft} {...upload} />}
    </AdminPage>
  );
}
