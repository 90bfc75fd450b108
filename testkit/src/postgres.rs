//! A private PostgreSQL server for a test run: unprivileged user, temporary folder, unix socket only.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

const USER: &str = "gongshu";

/// Makes the cluster, starts the server, says so, and stops it when standard input ends. The end comes with the
/// test process however that dies, so no server is left behind.
const SUPERVISE: &str = r#"
trap '' INT TERM HUP
bin="$1"; home="$2"
"$bin/initdb" -D "$home/data" -U gongshu -A trust -E UTF8 --locale=C --no-sync >"$home/initdb.log" 2>&1 \
  || { cat "$home/initdb.log"; rm -rf "$home"; exit 1; }
"$bin/pg_ctl" -D "$home/data" -w -t 60 -l "$home/server.log" \
  -o "-c listen_addresses='' -c unix_socket_directories='$home' -c max_connections=200" start >"$home/start.log" 2>&1 \
  || { cat "$home/start.log" "$home/server.log"; rm -rf "$home"; exit 1; }
echo ready
cat >/dev/null
"$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1
rm -rf "$home"
"#;

/// A running server. It stops when this is dropped or when the process ends.
#[derive(Debug)]
pub struct Postgres {
    supervisor: Child,
    bin: PathBuf,
    home: PathBuf,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts a server. Without an installed one: `None` and a loud line on standard error, or an error when the
    /// environment says `CI=true`.
    pub fn start() -> Result<Option<Self>, String> {
        let Some(bin) = binaries() else {
            let missing = "no PostgreSQL server found (initdb, pg_ctl and postgres in one folder)";
            if std::env::var("CI").is_ok_and(|ci| ci == "true") {
                return Err(format!("{missing}; CI must test on PostgreSQL too: install the server"));
            }
            eprintln!("\n*** SKIPPED ON POSTGRESQL: {missing} ***\n");
            return Ok(None);
        };
        let home = home()?;
        let mut command = unprivileged(&home)?;
        command.args(["sh", "-c", SUPERVISE, "postgres"]).arg(&bin).arg(&home).current_dir(&home);
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn();
        let mut supervisor = spawned.map_err(|error| format!("the server's supervisor does not start: {error}"))?;
        let stdout = supervisor.stdout.take().ok_or("the supervisor has no output")?;
        let mut output = BufReader::new(stdout);
        let mut line = String::new();
        let read = output.read_line(&mut line).map_err(|error| error.to_string())?;
        if read == 0 || line.trim() != "ready" {
            let mut rest = String::new();
            // What could be read of the reason is better than none.
            let _ = output.read_to_string(&mut rest);
            return Err(format!("PostgreSQL of {} does not start: {line}{rest}", bin.display()));
        }
        Ok(Some(Self { supervisor, bin, home, databases: AtomicU32::new(0) }))
    }

    /// Creates an empty database and answers its address.
    pub fn database(&self) -> Result<String, String> {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let output = Command::new(self.bin.join("createdb"))
            .args(["-U", USER, "-h"])
            .arg(&self.home)
            .arg(&name)
            .output()
            .map_err(|error| format!("createdb does not run: {error}"))?;
        if !output.status.success() {
            return Err(format!("createdb failed: {}", String::from_utf8_lossy(&output.stderr)));
        }
        Ok(format!("postgres://{USER}@localhost/{name}?host={}", self.home.display()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        // There is nobody to tell that the supervisor could not be waited for.
        let _ = self.supervisor.wait();
    }
}

/// The newest installed server, or one on the path.
fn binaries() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for version in fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten() {
        folders.push(version.path().join("bin"));
    }
    folders.sort_by_key(|folder| {
        let version = folder.parent().and_then(Path::file_name).and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version.unwrap_or(0))
    });
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let has =
        |folder: &Path| ["initdb", "pg_ctl", "postgres", "createdb"].iter().all(|name| folder.join(name).is_file());
    folders.into_iter().find(|folder| has(folder))
}

/// A socket path may have 107 bytes, so the folder stands directly below the temporary one.
fn home() -> Result<PathBuf, String> {
    let made = tempfile::Builder::new().prefix("gongshu-pg-").tempdir();
    Ok(made.map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?.keep())
}

/// A command that runs as somebody the server accepts: it refuses to run as root.
fn unprivileged(home: &Path) -> Result<Command, String> {
    if id(&[])? != 0 {
        return Ok(Command::new("env"));
    }
    let user = ["postgres", "nobody"].into_iter().find(|user| id(&[user]).is_ok());
    let user = user.ok_or("the server does not run as root, and there is no user postgres or nobody")?;
    let (uid, gid) = (id(&[user])?, id(&["-g", user])?);
    std::os::unix::fs::chown(home, Some(uid), Some(gid)).map_err(|error| error.to_string())?;
    fs::set_permissions(home, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())?;
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups").arg("--");
    Ok(command)
}

/// `id -u`, or `id -g` where the arguments say so.
fn id(arguments: &[&str]) -> Result<u32, String> {
    let mut command = Command::new("id");
    if !arguments.contains(&"-g") {
        command.arg("-u");
    }
    let output = command.args(arguments).output().map_err(|error| format!("id does not run: {error}"))?;
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(|_| format!("id knows no {arguments:?}"))
}
