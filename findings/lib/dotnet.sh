# Shared by the findings about .NET: compiles a program against pinned packages, the runtime being one of them, and runs it.
# To be sourced; needs a .NET 10 SDK and nuget.org. All that it writes is in the temporary folder.

source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"
limit=300

runtime=10.0.12
export DOTNET_CLI_HOME=$work NUGET_PACKAGES=$work/nuget DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# compile [PACKAGE=VERSION ...]: the C# that stands on the standard input.
compile() {
  local package references=
  command -v dotnet >/dev/null || cannot_run "there is no dotnet."
  for package; do
    references+="<PackageReference Include=\"${package%=*}\" Version=\"[${package#*=}]\" />"
  done
  mkdir -p "$work/source"
  cat >"$work/source/finding.cs"
  cat >"$work/source/finding.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <SelfContained>true</SelfContained>
    <RuntimeFrameworkVersion>$runtime</RuntimeFrameworkVersion>
  </PropertyGroup>
  <ItemGroup>$references</ItemGroup>
</Project>
END
  (cd "$work/source" && timeout "$(seconds_left)" \
    dotnet build --use-current-runtime --disable-build-servers -nodeReuse:false -o "$work/program") >"$work/log" 2>&1 ||
    cannot_run "it was not built: $(grep -m 1 error "$work/log" || tail -n 1 "$work/log")"
}

# run ARGUMENT ...: what the program prints goes to $work/out, and is shown.
run() {
  timeout "$(seconds_left)" "$work/program/finding" "$@" >"$work/out" || cannot_run "the program failed."
  cat "$work/out"
}

# seen LINE: it printed that.
seen() { grep -qxF "$1" "$work/out"; }
