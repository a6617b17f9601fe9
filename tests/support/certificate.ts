import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { whyNot } from "./needs";

/** A certificate of localhost that only its own authority vouches for, as in a plant with a private one. */
export type Certificate = Disposable & { cert: string; key: string };

export const whyNoOpenssl = () => whyNot(Bun.which("openssl") !== null, "openssl is not installed");

export function makeCertificate(): Certificate {
  const dir = mkdtempSync(join(tmpdir(), "andon-certificate-"));
  const [cert, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
  const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
  const options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const files = ["-keyout", key, "-out", cert, "-subj", "/CN=localhost", "-addext", names];
  const { success, stderr } = Bun.spawnSync(["openssl", "req", "-x509", ...options, ...files]);
  if (!success) throw new Error(`No certificate could be made: ${stderr.toString()}`);
  return { cert, key, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}
