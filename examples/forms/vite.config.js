import { svelte } from "@sveltejs/vite-plugin-svelte";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { bookings } from "./bookings.js";

const input = ["index", "react/index", "vue/index", "svelte/index", "html/index", "html/ar"];

export default defineConfig({
  plugins: [vue(), svelte(), bookings],
  build: { rollupOptions: { input: input.map((name) => `${name}.html`) } },
});
