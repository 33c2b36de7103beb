export const scaling = () => [];
