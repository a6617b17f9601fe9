/** The ground of either theme, as in app.css: a browser paints its own bars in it. */
export const THEME_COLORS = { light: "#d9dcdf", dark: "#1d2125" } as const;
