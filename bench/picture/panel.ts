/** The look that all pictures of the README share. */
export const FONT = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, DejaVu Sans, sans-serif';
export const INK = '#222222';
export const FAINT = '#666666';
const LINE = '#dddddd';

/** Title and, below it, the figures of the whole picture. */
export const titleOf = (text: string, figures: string) => ({
  text,
  subtext: figures,
  left: 24,
  top: 18,
  textStyle: { fontSize: 24, fontWeight: 600, color: INK, fontFamily: FONT },
  subtextStyle: { fontSize: 15, lineHeight: 21, color: FAINT, fontFamily: FONT },
});

/** Above one panel. */
export const caption = (top: number, text: string) => ({
  text,
  left: 24,
  top,
  textStyle: { fontSize: 16, fontWeight: 600, color: INK, fontFamily: FONT },
});

export const valueAxis = (gridIndex: number, name: string) => ({
  type: 'value' as const,
  gridIndex,
  name,
  nameLocation: 'middle' as const,
  nameGap: 40,
  nameTextStyle: { fontSize: 13, color: FAINT },
  min: 0,
  axisLabel: { fontSize: 13, color: FAINT },
  splitLine: { lineStyle: { color: LINE } },
});
