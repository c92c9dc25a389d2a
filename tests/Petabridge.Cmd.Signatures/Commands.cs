namespace Petabridge.Cmd;

public sealed class ArgumentDefinition(string name, IReadOnlyList<string> switches, bool isMandatory)
{
    public string Name => name;

    public IReadOnlyList<string> Switch => switches;

    public bool IsMandatory => isMandatory;
}

public sealed class ArgumentDefinitionBuilder
{
    private readonly List<string> _switches = [];
    private string _name = "";
    private bool _isMandatory;

    public ArgumentDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public ArgumentDefinitionBuilder WithDescription(string description) => this;

    public ArgumentDefinitionBuilder IsMandatory(bool isMandatory)
    {
        _isMandatory = isMandatory;
        return this;
    }

    public ArgumentDefinitionBuilder WithSwitch(string argumentSwitch)
    {
        _switches.Add(argumentSwitch);
        return this;
    }

    internal ArgumentDefinition Build() => new(_name, _switches, _isMandatory);
}

public sealed class CommandDefinition(string name, IReadOnlyDictionary<string, ArgumentDefinition> argumentsByName)
{
    public string Name => name;

    public IReadOnlyDictionary<string, ArgumentDefinition> ArgumentsByName => argumentsByName;
}

public sealed class CommandDefinitionBuilder
{
    private readonly Dictionary<string, ArgumentDefinition> _arguments = [];
    private string _name = "";

    public CommandDefinitionBuilder WithName(string name)
    {
        _name = name;
        return this;
    }

    public CommandDefinitionBuilder WithDescription(string description) => this;

    public CommandDefinitionBuilder WithArgument(Func<ArgumentDefinitionBuilder, ArgumentDefinitionBuilder> argument)
    {
        var built = argument(new ArgumentDefinitionBuilder()).Build();
        _arguments.Add(built.Name, built);
        return this;
    }

    public CommandDefinition Build() => new(_name, _arguments);
}

public class CommandPalette(string moduleName, IEnumerable<CommandDefinition> commands)
{
    public string ModuleName => moduleName;

    public IReadOnlyList<CommandDefinition> Commands { get; } = [.. commands];
}

public sealed class Command(string moduleName, string name, IReadOnlyList<Tuple<string, string>> args)
{
    public string ModuleName => moduleName;

    public string Name => name;

    public IReadOnlyList<Tuple<string, string>> Arguments => args;
}

public class CommandResponse(string msg, bool final = true)
{
    public static readonly CommandResponse Empty = new("");

    public string Msg => msg;

    public bool Final => final;

    public virtual bool IsError => false;
}

public sealed class ErroredCommandResponse(string msg, bool final = true) : CommandResponse(msg, final)
{
    public override bool IsError => true;
}

public sealed class ParsedArguments(CommandDefinition definition, Command command)
{
    public IEnumerable<string> ArgumentValues(string argumentName) => command.Arguments
        .Where(argument => definition.ArgumentsByName[argumentName].Switch.Contains(argument.Item1))
        .Select(argument => argument.Item2);
}
