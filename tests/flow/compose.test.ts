import { describe, expect, test } from "bun:test";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { launch } from "../support/andon";
import { whyNoNginx } from "../support/nginx";

const duration = z.string().regex(/^\d+(ms|s|m)$/);
const network = z.strictObject({ ipv4_address: z.ipv4().optional() });

/** The fields of a compose file that ours uses; any other is a typing mistake. */
const service = z
  .strictObject({
    image: z.string(),
    profiles: z.tuple([z.literal("demo")]).optional(),
    build: z.strictObject({ context: z.literal("."), dockerfile: z.string() }).optional(),
    user: z.string(),
    command: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.string()).optional(),
    configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).optional(),
    volumes: z.array(z.string()).optional(),
    ports: z.array(z.string()).optional(),
    networks: z.partialRecord(z.enum(["inside", "outside"]), network).optional(),
    depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })).optional(),
    healthcheck: z.strictObject({
      test: z.array(z.string()).min(2),
      interval: duration,
      timeout: duration,
      retries: z.number().int(),
      start_period: duration.optional(),
    }),
    restart: z.literal("unless-stopped"),
    read_only: z.literal(true),
    tmpfs: z.array(z.string()).optional(),
    shm_size: z.string().optional(),
    cap_drop: z.tuple([z.literal("ALL")]),
    security_opt: z.tuple([z.literal("no-new-privileges:true")]),
    stop_grace_period: duration.optional(),
    logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
    deploy: z.strictObject({
      resources: z.strictObject({
        limits: z.strictObject({ cpus: z.string().regex(/^[\d.]+$/), memory: z.string().regex(/^\d+[MG]$/) }),
      }),
    }),
  })
  .refine(({ user }) => !["root", "0"].includes(user), "must not run as root");

const compose = z.strictObject({
  name: z.string(),
  "x-hardened": z.unknown(),
  "x-andon": z.unknown(),
  services: z.strictObject({
    nginx: service,
    "andon-1": service,
    "andon-2": service,
    demo: service,
    redis: service,
    postgres: service,
  }),
  networks: z.strictObject({
    outside: z.strictObject({}),
    inside: z.strictObject({
      internal: z.literal(true),
      ipam: z.strictObject({ config: z.array(z.strictObject({ subnet: z.cidrv4() })) }),
    }),
  }),
  volumes: z.record(z.string(), z.strictObject({})),
  configs: z.strictObject({ nginx: z.strictObject({ file: z.string() }) }),
});

const file = compose.parse(Bun.YAML.parse(await Bun.file("compose.yaml").text()));
const { services } = file;
const configuration = await Bun.file(file.configs.nginx.file).text();

describe("compose.yaml", () => {
  test("names nothing that it does not define", () => {
    const parts = Object.values(services);
    const named = (names: (string | undefined)[]) => [...new Set(names.map(String))].toSorted();
    const volumes = parts.flatMap(({ volumes = [] }) => volumes.map((volume) => volume.split(":")[0]));
    expect(named(volumes.filter((name) => !name?.startsWith(".")))).toEqual(named(Object.keys(file.volumes)));
    const needed = parts.flatMap(({ depends_on = {} }) => Object.keys(depends_on));
    expect(needed.filter((name) => !(name in services))).toEqual([]);
    expect(named(parts.flatMap(({ configs = [] }) => configs.map(({ source }) => source)))).toEqual([
      "nginx",
    ]);
  });

  test("nginx knows the servers' addresses, and they know nginx", () => {
    const addressOf = (name: keyof typeof services) =>
      services[name].networks?.inside?.ipv4_address ?? "none";
    const servers = ["andon-1", "andon-2"] as const;
    for (const name of servers) {
      expect(configuration).toContain(`server ${addressOf(name)}:${services[name].environment?.PORT} `);
      expect(services[name].environment?.TRUST_PROXY).toBe(addressOf("nginx"));
    }
  });

  test("nobody acts without signing in but in the demo, which is on this machine alone and in its profile", () => {
    const { demo, ...others } = services;
    for (const { profiles, environment, ports } of Object.values(others)) {
      expect(profiles).toBeUndefined();
      if (environment?.HOST) expect(environment.ACCESS).toBe("${ACCESS:-view}");
      for (const port of ports ?? []) expect(port).toMatch(/^\$\{\w+:-127\.0\.0\.1:\d+\}:\d+$/);
    }
    expect([demo.profiles, demo.environment?.ACCESS]).toEqual([["demo"], "open"]);
    expect(demo.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:\d+:\d+$/)]);
    expect(demo.build).toEqual(services["andon-1"].build);
  });

  test("the servers get only settings that Andon knows", async () => {
    const contract = await Bun.file("src/config.ts").text();
    for (const name of ["andon-1", "demo"] as const)
      for (const setting of Object.keys(services[name].environment ?? {}))
        expect(contract).toContain(`  ${setting}:`);
  });

  test("the image is given every file that a server needs, and none besides", async () => {
    const build = services["andon-1"].build;
    expect(services["andon-2"].build).toEqual(build);
    const dockerfile = await Bun.file(build?.dockerfile ?? "").text();
    const copies = dockerfile.matchAll(/^COPY (.+) \S+$/gm);
    const paths = [...copies].flatMap(([, sources = ""]) => sources.split(" "));
    expect(paths).not.toContain(".");
    const image = mkdtempSync(join(tmpdir(), "andon-image-"));
    try {
      for (const path of paths) cpSync(path, join(image, path), { recursive: true });
      symlinkSync(resolve("node_modules"), join(image, "node_modules"));
      const settings = {
        PATH: process.env.PATH,
        PORT: "0",
        SIMULATE: "off",
        DATABASE_URL: "sqlite://:memory:",
      };
      const server = await launch(settings, image);
      const page = await fetch(`${server.url}/`);
      server.process.kill("SIGKILL");
      await server.process.exited;
      expect(page.status).toBe(200);
    } finally {
      rmSync(image, { recursive: true, force: true });
    }
  });
});

const withoutNginx = whyNoNginx() ?? (Bun.which("openssl") ? undefined : "openssl is not installed");

test.skipIf(Boolean(withoutNginx))(
  `nginx understands deploy/tls.conf${withoutNginx ? ` (skipped: ${withoutNginx})` : ""}`,
  async () => {
    const tls = await Bun.file("deploy/tls.conf").text();
    const dir = mkdtempSync(join(tmpdir(), "andon-tls-"));
    try {
      const subject = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=andon"];
      const files = ["-keyout", join(dir, "key.pem"), "-out", join(dir, "cert.pem")];
      expect(Bun.spawnSync(["openssl", ...subject, ...files]).exitCode).toBe(0);
      const port = services.nginx.ports?.[1]?.split(":").at(-1);
      expect(tls).toContain(`listen ${port} ssl;`);
      const here = configuration
        .replace("include /etc/nginx/tls/*.conf;", tls)
        .replaceAll("/tmp/", `${dir}/`)
        .replaceAll("/etc/nginx/tls/", `${dir}/`);
      await Bun.write(join(dir, "nginx.conf"), here);
      const program = Bun.which("nginx") ?? "/usr/sbin/nginx";
      const { exitCode, stderr } = Bun.spawnSync([program, "-t", "-p", dir, "-c", join(dir, "nginx.conf")]);
      expect([exitCode, stderr.toString()]).toEqual([0, expect.stringContaining("test is successful")]);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
);
