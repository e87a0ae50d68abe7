export default {
  title: "The fund",
  url: "https://fund.example",
  baseUrl: "/",
  onBrokenLinks: "ignore",
  onBrokenAnchors: "ignore",
  markdown: {hooks: {onBrokenMarkdownLinks: "ignore"}},
  i18n: {defaultLocale: "en", locales: ["en", "de", "pt-BR"]},
  presets: [
    [
      "classic",
      {
        docs: {editUrl: "https://source.example/", editLocalizedFiles: true},
        blog: {editUrl: "https://source.example/", editLocalizedFiles: true, onUntruncatedBlogPosts: "ignore", onInlineAuthors: "ignore"},
        pages: {editUrl: "https://source.example/", editLocalizedFiles: true},
        theme: {},
      },
    ],
  ],
};
