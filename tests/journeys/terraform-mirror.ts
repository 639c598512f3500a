import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The variable that says where the AWS provider's plugin lies. */
export const MIRROR_VARIABLE = "GATEHOUSE_TEST_TERRAFORM_PLUGINS";

/**
 * A directory from which `terraform init -plugin-dir` installs the AWS provider without a network: the one that
 * the environment names, else the first of Terraform's implied local mirrors that holds it.
 */
export function providerMirror(): string | undefined {
  const named = process.env[MIRROR_VARIABLE];
  return [...(named ? [named] : []), ...impliedMirrors()].find((mirror) =>
    existsSync(join(mirror, "registry.terraform.io/hashicorp/aws")),
  );
}

/** Where Terraform looks by itself: "Implied Local Mirror Directories" of its CLI configuration's documentation. */
function impliedMirrors(): readonly string[] {
  const home = homedir();
  if (process.platform === "win32")
    return [
      join(process.env["APPDATA"] ?? home, "terraform.d/plugins"),
      join(process.env["APPDATA"] ?? home, "HashiCorp/Terraform/plugins"),
    ];
  const own = join(home, ".terraform.d/plugins");
  if (process.platform === "darwin") {
    const shared = "Library/Application Support/io.terraform/plugins";
    return [own, join(home, shared), join("/", shared)];
  }
  const data = process.env["XDG_DATA_HOME"] ?? join(home, ".local/share");
  const shared = (
    process.env["XDG_DATA_DIRS"] ?? "/usr/local/share:/usr/share"
  ).split(":");
  return [
    own,
    ...[data, ...shared].map((dir) => join(dir, "terraform/plugins")),
  ];
}
