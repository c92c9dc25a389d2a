#!/usr/bin/env bash
# One would guess: what is wrong with a connection string is told without repeating it, for it may hold a password.
# What happens: a keyword that Npgsql does not know is repeated in the exception's message. A password with a semicolon and
# an equals sign in it, and without quotes, ends at the semicolon, and what follows is taken for a keyword. Where no equals
# sign follows but another keyword does, both are repeated as one.
# The input is what an operator writes who does not know that such a value needs quotes.
# Version: Npgsql 10.0.3 on .NET 10.0.12. Source: measured before, run again here.
# What rests on it: the relay shows no message of Npgsql about a connection string; it names the setting, and says that a
# value with a semicolon goes in quotes.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/dotnet.sh"

compile Npgsql=10.0.3 <<'END'
using Npgsql;

Console.WriteLine($".NET {Environment.Version}, Npgsql {typeof(NpgsqlConnection).Assembly.GetName().Version}");
foreach (var password in new[] { "first;second=third", "first;second", "'first;second=third'" })
{
    var message = "no exception";
    try
    {
        _ = new NpgsqlConnectionStringBuilder($"Host=localhost;Password={password};Database=example");
    }
    catch (ArgumentException e)
    {
        message = e.Message;
    }

    Console.WriteLine($"Password={password}: {message}");
}
END
run

seen "Password=first;second=third: Couldn't set second (Parameter 'second')" ||
  changed "a keyword that is not known is not repeated."
seen "Password=first;second: Couldn't set second;database (Parameter 'second;database')" ||
  changed "what stands before the next keyword is not repeated."
seen "Password='first;second=third': no exception" || changed "a password in quotes is not taken."
echo "As described."
