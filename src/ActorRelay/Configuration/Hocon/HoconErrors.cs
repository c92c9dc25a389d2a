namespace ActorRelay.Configuration.Hocon;

/// <summary>Collects errors, up to <see cref="HoconLimits.Errors"/>, and as many warnings.</summary>
internal sealed class HoconErrors
{
    private readonly List<HoconError> _all = [];
    private readonly List<HoconError> _warnings = [];

    public IReadOnlyList<HoconError> All => _all;

    /// <summary>What can be read, and was hardly meant.</summary>
    public IReadOnlyList<HoconError> Warnings => _warnings;

    /// <summary>Brackets or strings do not match, so what follows cannot be told apart.</summary>
    public bool Broken { get; private set; }

    public bool Full => _all.Count >= HoconLimits.Errors;

    public void Add(Place place, string message)
    {
        if (!Full)
        {
            _all.Add(new HoconError(place, message));
        }
    }

    public void Warn(Place place, string message)
    {
        if (_warnings.Count < HoconLimits.Errors)
        {
            _warnings.Add(new HoconError(place, message));
        }
    }

    public void Break() => Broken = true;
}
