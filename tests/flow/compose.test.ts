import { describe, expect, test } from "bun:test";
import { z } from "zod";

const duration = z.string().regex(/^\d+(ms|s|m)$/);
const network = z.strictObject({ ipv4_address: z.ipv4().optional() });

/** The fields of a compose file that ours uses; any other is a typing mistake. */
const service = z
  .strictObject({
    image: z.string(),
    build: z.strictObject({ dockerfile_inline: z.string() }).optional(),
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
  "x-careful": z.unknown(),
  "x-andon": z.unknown(),
  services: z.strictObject({
    nginx: service,
    "andon-1": service,
    "andon-2": service,
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
  configs: z.strictObject({ nginx: z.strictObject({ content: z.string() }) }),
});

const file = compose.parse(Bun.YAML.parse(await Bun.file("compose.yaml").text()));
const { services } = file;
const configuration = file.configs.nginx.content.replaceAll("$$", "$");

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

  test("the servers get only settings that Andon knows", async () => {
    const contract = await Bun.file("src/config.ts").text();
    for (const setting of Object.keys(services["andon-1"].environment ?? {}))
      expect(contract).toContain(`  ${setting}:`);
  });
});
