// Renders the components of MoJ Frontend that Sightline has ported, by MoJ's own templates, and
// writes options and HTML as JSON to standard output. Run by tools/ui_fixtures.py.
//
// MoJ formats the moment of a timeline by itself; ours is given in words. So `date` is a filter here
// that gives the words back, and the options keep them as `format`.
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const nunjucks = require("nunjucks");
const templates = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([
    "node_modules/govuk-frontend/dist",
    "node_modules/@ministryofjustice/frontend",
  ]),
  { autoescape: true },
);
templates.addFilter("date", (_, words) => words);

const harm = "<script>alert('no')</script> & \"so on\"";
const attributes = { "data-test": "one", id: "two" };
const links = [
  { text: "Overview", href: "/a", active: true },
  { text: harm, href: "/b?c=1&d=2" },
  { html: "<b>Bold</b>", href: "/c", attributes },
];
const menu = {
  button: { text: "Actions", classes: "govuk-button--secondary" },
  alignMenu: "right",
  items: [{ text: "Add", href: "/add" }, { text: "Withdraw", classes: "extra" }],
};
const title = "Saved";

const examples = {
  "identity-bar": [
    { title: { text: harm } },
    { title: { html: "<b>File</b>" }, classes: "extra", attributes, menus: [menu] },
    { title: { text: "File" }, menus: [menu, { items: [{ text: "One", href: "#" }] }] },
    {},
  ],
  "sub-navigation": [
    { items: links },
    { label: "Parts of this file", classes: "extra", attributes, items: links },
    { items: [{ text: "One", href: "/", classes: "wide" }] },
  ],
  "side-navigation": [
    { items: links },
    { label: "Where", classes: "extra", attributes, items: links },
    {
      label: "Where",
      sections: [
        { heading: { text: harm }, items: links },
        { heading: { html: "<i>Two</i>", headingLevel: 3, classes: "big", attributes }, items: links },
      ],
    },
  ],
  timeline: [
    {
      items: [
        {
          label: { text: harm },
          text: harm,
          datetime: { timestamp: "2026-03-27T14:30:00Z", format: "Fri 27 Mar 2026 14:30" },
          byline: { text: harm },
        },
        {
          label: { html: "<b>Visit</b>" },
          html: "<p>Made</p>",
          datetime: { timestamp: "2026-03-01", format: "Sun 1 Mar 2026" },
          classes: "extra",
          attributes,
        },
      ],
    },
    { headingLevel: 3, classes: "extra", attributes, items: [] },
    {
      headingLevel: 4,
      items: [
        {
          label: { text: "Plan" },
          text: "In force",
          datetime: { timestamp: "2026-01-01", format: "Thu 1 Jan 2026" },
          byline: { html: "<i>Kim</i>" },
        },
      ],
    },
  ],
  banner: [
    { text: harm },
    { type: "success", text: "Done" },
    { type: "warning", html: "<b>Late</b>", iconFallbackText: "Warning" },
    { type: "information", text: "Note", classes: "extra", attributes },
    { type: "unheard-of", text: "Note" },
  ],
  badge: [
    { text: harm },
    { html: "<b>New</b>", classes: "moj-badge--red", attributes },
  ],
  "button-menu": [menu, { classes: "extra", attributes, items: menu.items }, { items: [] }],
  "page-header-actions": [
    { heading: { text: harm } },
    { heading: { html: "<b>Files</b>", level: 2, classes: "govuk-heading-m" }, classes: "extra", attributes },
    { heading: { text: "Files" }, items: [{ text: "Add", href: "/add" }, { text: "Print", classes: "govuk-button--secondary" }] },
  ],
  filter: [
    { heading: { text: "Filter" }, optionsHtml: "<p>Options</p>" },
    { heading: { html: "<b>Filter</b>" }, attributes, submit: { text: "Show", attributes }, optionsHtml: "" },
    {
      heading: { text: harm },
      selectedFilters: {
        heading: { text: "Selected" },
        clearLink: { text: "Clear", href: "?" },
        categories: [
          { heading: { text: harm }, items: [{ text: harm, href: "?a=1&b=2" }, { text: "Two", href: "?" }] },
          { heading: { html: "<i>Team</i>" }, items: [] },
        ],
      },
      optionsHtml: "<p>Options</p>",
    },
  ],
  "ticket-panel": [
    { items: [{ text: harm }, { html: "<p>Two</p>", classes: "moj-ticket-panel__content--blue", attributes }] },
    { classes: "extra", attributes, items: [] },
  ],
  alert: [
    { title: harm },
    { title, text: harm },
    { variant: "success", title, html: "<b>Done</b>", showTitleAsHeading: true },
    { variant: "warning", title, text: "Late", showTitleAsHeading: true, headingTag: "h3" },
    { variant: "error", title, text: "Wrong", dismissible: true, dismissText: "Hide", role: "alert" },
    { variant: "unheard-of", headingTag: "h1", title, text: "Note", showTitleAsHeading: true },
    { title, text: "Note", dismissible: true, disableAutoFocus: true, focusOnDismissSelector: "#main", classes: "extra", attributes },
    { title, showTitleAsHeading: true },
  ],
};

const found = Object.entries(examples).flatMap(([component, given]) =>
  given.map((options) => ({
    component,
    options,
    html: templates.render(`moj/components/${component}/template.njk`, { params: options }),
  })),
);
process.stdout.write(JSON.stringify(found, null, 1) + "\n");
